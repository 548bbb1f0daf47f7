import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { toPytorch } from "../../src/network/arrange.ts";
import type { BoundNetwork } from "../../src/network/bound-network.ts";
import { hardLabel } from "../../src/train/methods/hard-label.ts";
import { compileStep } from "../../src/train/step.ts";
import { images } from "../import/reference.ts";

const fixtures = new URL("../fixtures/import/", import.meta.url);
/** Checkpoints with published accuracy, as in test/import/golden.test.ts. */
const MODELS = process.env["IPSWAP_GOLDEN_MODELS"] ?? "";
const GOLDEN = ["resnet20-12fca82f.th", "cifar100_resnet20.pth"];

/** PyTorch's step, from generate_training.py. */
interface Expected {
  readonly size: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly weights: Record<string, { gradientNorm: number; step: number; values: number[] }>;
  readonly averages: Record<string, { n: number; mean: number[]; variance: number[] }>;
}
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(new URL("expected-training.json", fixtures), "utf8"),
);

const OPTIMIZER = { momentum: 0.9, weightDecay: 5e-4 };
const LEARNING_RATE = 0.05;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
});

function pathOf(name: string): string {
  if (GOLDEN.includes(name)) return join(MODELS, name);
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-training-")), name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${name}.gz`, fixtures))));
  return path;
}

/** One step; weights before and after it and the gradients, by name, in PyTorch's layout. */
async function trainOnce(network: BoundNetwork, side: number, classes: number) {
  const settings = { ...OPTIMIZER, batch: 2, height: side, width: side, classes };
  const step = await compileStep(engine, network, await hardLabel.configure({}), settings);
  const named = (state: readonly Float32Array[]) =>
    new Map(network.weights.map(({ spec }, i) => [spec.name, toPytorch(state[i], spec)]));
  const before = named(await step.readState());
  const targets = new Float32Array(2 * classes);
  targets[0] = 1;
  targets[classes + 1] = 1;
  const pixels = (await images(side).data()) as Float32Array;
  const { loss } = await step.run({ images: pixels, targets, state: [], learningRate: LEARNING_RATE });
  const state = await step.readState();
  await step.dispose();
  const velocities = state.slice(network.weights.length);
  // The first velocity is the gradient with the decay.
  const trainable = network.weights.filter(({ variable }) => network.trainable.includes(variable));
  const gradients = new Map(
    trainable.map(({ spec }, i) => {
      const velocity = toPytorch(velocities[i], spec);
      const weight = before.get(spec.name)!;
      return [spec.name, velocity.map((value, k) => value - OPTIMIZER.weightDecay * weight[k])];
    }),
  );
  return { loss, before, after: named(state), gradients };
}

const share = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

const present = Object.keys(expected).filter((name) => !GOLDEN.includes(name) || existsSync(join(MODELS, name)));

test.each(present)("a step of %s is PyTorch's: loss, gradients, weights, averages", async (name) => {
  const { size, loss, gradientNorm, weights, averages } = expected[name];
  const imageSize = { height: size, width: size };
  const network = await openNetwork(pathOf(name), { normalization: NORMALIZATIONS.none, imageSize });
  const step = await trainOnce(network.bound!, size, network.classes.length);
  expect(share(step.loss, loss)).toBeLessThan(1e-4);
  const norm = Math.hypot(...[...step.gradients.values()].map((values) => Math.hypot(...values)));
  expect(share(norm, gradientNorm)).toBeLessThan(1e-3);

  for (const [weight, wanted] of Object.entries(weights)) {
    const [gradient, after] = [step.gradients.get(weight)!, step.after.get(weight)!];
    expect(Math.abs(Math.hypot(...gradient) - wanted.gradientNorm), weight).toBeLessThan(1e-3 * gradientNorm);
    wanted.values.forEach((value, i) => {
      expect(Math.abs(after[i * wanted.step] - value), weight).toBeLessThan(1e-4 * gradientNorm * LEARNING_RATE + 1e-6);
    });
  }

  for (const [layer, { mean, variance }] of Object.entries(averages)) {
    const [means, variances] = [step.after.get(`${layer}.running_mean`)!, step.after.get(`${layer}.running_var`)!];
    mean.forEach((value, i) => {
      expect(Math.abs(means[i] - value), layer).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    });
    variance.forEach((value, i) => {
      expect(Math.abs(variances[i] - value), layer).toBeLessThan(1e-4 * Math.max(1, value));
    });
  }
  network.dispose();
});
