import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import type { ArchitectureId } from "../../src/model/architectures/ids.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { createTapReader } from "../../src/model/tap-gradients.ts";
import { listTaps } from "../../src/model/taps.ts";
import { initialize } from "../../src/train/initialize.ts";
import { images } from "../import/reference.ts";
import { tfjsFolder } from "../import/tensorflow-fixture.ts";
import { networkOf, tinyImages, tinyModel } from "./tiny.ts";

const fixtures = new URL("../fixtures/import/", import.meta.url);

interface Sampled {
  readonly norm: number;
  readonly step: number;
  readonly values: readonly number[];
}

/** What PyTorch has inside, from generate_taps.py. */
const expected: Record<
  string,
  { size: number; taps: Record<string, { shape: number[]; activation: Sampled; gradient: Sampled }> }
> = JSON.parse(readFileSync(new URL("expected-taps.json", fixtures), "utf8"));

/** Checkpoints with published accuracy, as in test/import/golden.test.ts. */
const MODELS = process.env["IPSWAP_GOLDEN_MODELS"] ?? "";
const GOLDEN = [
  ["resnet20-12fca82f.th", "resnet20-12fca82f.th"],
  ["cifar100_resnet20.pth", "cifar100_resnet20.pth"],
  ["cifar100_resnet20.onnx", "cifar100_resnet20.pth"],
] as const;

/** A network of the fixtures on pixels as they are. */
function open(name: string, size: number): Promise<Network> {
  const options = { normalization: NORMALIZATIONS.none, imageSize: { height: size, width: size } };
  if (GOLDEN.some(([file]) => file === name)) return openNetwork(join(MODELS, name), options);
  if (/^(graph|layers|attention)-\w+$/.test(name)) return openNetwork(tfjsFolder(name), options);
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-taps-")), name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${name}.gz`, fixtures))));
  return openNetwork(path, options);
}

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
});

function expectSampled(found: Float32Array, { norm, step, values }: Sampled): void {
  expect(Math.abs(Math.hypot(...found) - norm)).toBeLessThan(1e-3 * norm + 1e-6);
  values.forEach((value, i) => {
    expect(Math.abs(found[i * step] - value)).toBeLessThan(2e-4 * norm + 1e-6);
  });
}

/** The taps of a file agree with what another's modules have; where the names are others, by place. */
async function expectTaps(file: string, source: string, placeOf: (module: string) => string): Promise<void> {
  const { size, taps } = expected[source];
  const network = await open(file, size);
  const pixels = (await images(size).data()) as Float32Array;
  for (const [module, { shape, activation, gradient }] of Object.entries(taps)) {
    const reader = createTapReader(network, engine, { tap: placeOf(module), batch: 2 });
    expect(reader.tap.shape, module).toEqual(shape);
    const found = await reader.gradients(pixels, Int32Array.of(0, 1));
    expectSampled(found.activation, activation);
    expectSampled(found.gradient, gradient);
    await reader.dispose();
  }
  network.dispose();
}

describe("activations and gradients are PyTorch's, compiled by the engine", () => {
  const own = Object.keys(expected).filter((name) => !GOLDEN.some(([file]) => file === name));
  test.each(own)("%s", (name) => expectTaps(name, name, (module) => module));

  test.runIf(existsSync(join(MODELS, GOLDEN[0][0]))).each(GOLDEN)("%s", (file, source) => {
    // The exporter has other names than PyTorch, and folds normalisations into the convolutions before them.
    const inFile: Record<string, string> = {
      layer1: "stage-1",
      layer2: "stage-2",
      layer3: "stage-3",
      "layer2.1": "/layer2/layer2.1/relu_1/Relu_output_0",
      "layer3.2.bn2": "/layer3/layer3.2/conv2/Conv_output_0",
    };
    return expectTaps(file, source, (module) => (file.endsWith(".onnx") ? (inFile[module] ?? module) : module));
  });
});

/** Networks, and taps behind which they are affine: a mean, a flattening or nothing, then a matrix. */
const AFFINE_HEADS = [
  ["resnet-downsample.pth", "last-spatial"],
  ["densenet-kuangliu.pth", "last-spatial"],
  ["taps-shufflenet.onnx", "last-spatial"],
  ["windows-exported.onnx", "last-spatial"],
  ["keras2-first.h5", "last-spatial"],
  ["keras3-first.keras", "last-spatial"],
  ["keras3-attention.keras", "last-spatial"],
  ["keras2-old.h5", "last-spatial"],
  ["layers-transfer", "last-spatial"],
  ["attention-plain", "last-spatial"],
  ["graph-plain", "dense_10/Tanh"],
  ["graph-single", "dense_10/Tanh"],
  ["graph-integers", "dense_10/Tanh"],
] as const;

/** Logits with the activation at a tap replaced. */
function withActivation(network: Network, name: string, value: (activation: tf.Tensor) => tf.Tensor) {
  return (x: tf.Tensor) => network.forward(x as tf.Tensor4D, (tap, read) => (tap === name ? value(read()) : undefined));
}

/** Scaled so that no activation is lost, whatever range the file's own preprocessing expects. */
async function someImages({ height, width }: Network): Promise<Float32Array> {
  expect(height).toBe(width);
  return (await images(height, [0.5, 0.5]).data()) as Float32Array;
}

describe("a head that is affine in A: the sum of A dy/dA is y(A) - y(0), where y(0) has A replaced by zeros", () => {
  test.each(AFFINE_HEADS)("%s, %s", async (name, tap) => {
    const network = await open(name, 16);
    const reader = createTapReader(network, engine, { tap, batch: 2 });
    const pixels = await someImages(network);
    const classes = Int32Array.of(1, 0);
    const { activation, gradient, logits } = await reader.gradients(pixels, classes);
    const atZero = await engine.compile(withActivation(network, reader.tap.name, tf.zerosLike), [
      { shape: [2, network.height, network.width, 3] },
    ]);
    const [offsets] = await atZero.run(pixels);
    const size = activation.length / 2;
    expect(Math.hypot(...activation)).toBeGreaterThan(0.1);
    classes.forEach((wanted, image) => {
      let sum = 0;
      for (let i = image * size; i < (image + 1) * size; i++) sum += activation[i] * gradient[i];
      const at = image * network.classes.length + wanted;
      expect(Math.abs(sum - (logits[at] - offsets[at]))).toBeLessThan(1e-4 * Math.max(1, Math.abs(sum)));
    });
    await reader.dispose();
    network.dispose();
  });

  test("behind a mean over positions, the gradient is the same at each of them", async () => {
    const network = networkOf(tinyModel());
    const reader = createTapReader(network, engine, { tap: "last-spatial", batch: 4 });
    const { gradient } = await reader.gradients(tinyImages(3), Int32Array.of(0, 1, 2));
    const [height, width, channels] = reader.tap.shape;
    expect([height, width, channels]).toEqual([2, 2, 64]);
    for (let i = 0; i < gradient.length; i++) {
      const image = Math.floor(i / (height * width * channels));
      expect(gradient[i]).toBe(gradient[image * height * width * channels + (i % channels)]);
    }
    await reader.dispose();
  });
});

describe("in the middle, gradients are the slopes between two activations", () => {
  test.each([
    ["graph-plain", "StatefulPartitionedCall/model_6/max_pooling2d_2/MaxPool"],
    ["graph-single", "stage-1"],
    ["keras2-transfer.h5", "stage-2"],
    ["keras3-first.keras", "stage-1"],
    ["taps-shufflenet.onnx", "stage-2"],
    ["windows-batch-1.onnx", "stage-1"],
    ["vision-transformer-batch-1.onnx", "stage-1"],
  ])("%s, %s", async (name, tap) => {
    const network = await open(name, 16);
    const reader = createTapReader(network, engine, { tap, batch: 2 });
    const pixels = await someImages(network);
    const { gradient } = await reader.gradients(pixels, Int32Array.of(1, 0));
    const square = gradient.reduce((sum, value) => sum + value * value, 0);
    const step = 1e-2 / Math.sqrt(square);
    const direction = tf.tensor(gradient, [2, ...reader.tap.shape]);
    const sumAt = async (side: number): Promise<number> => {
      const moved = withActivation(network, reader.tap.name, (a) => tf.add(a, tf.mul(direction, side * step)));
      const compiled = await engine.compile(moved, [{ shape: [2, network.height, network.width, 3] }]);
      const [logits] = await compiled.run(pixels);
      return logits[1] + logits[network.classes.length];
    };
    const slope = ((await sumAt(1)) - (await sumAt(-1))) / (2 * step);
    expect(Math.abs(slope / square - 1)).toBeLessThan(0.02);
    await reader.dispose();
    network.dispose();
  });
});

describe("listed", () => {
  test.each([
    ...AFFINE_HEADS.map(([name]) => name),
    "channel-attention.onnx",
    "mobilenetv2-repdistiller.th",
    "wrn-deepmind.pth",
  ])("%s: each name once, one last map, and features behind it", async (name) => {
    const network = await open(name, 16);
    const taps = listTaps(network);
    expect(new Set(taps.map((tap) => tap.name)).size).toBe(taps.length);
    const last = taps.filter(({ roles }) => roles.includes("last-spatial"));
    const pooled = taps.filter(({ roles }) => roles.includes("pooled"));
    expect(last).toHaveLength(1);
    expect(pooled.map(({ kind }) => kind)).toEqual(["vector"]);
    expect(taps.indexOf(pooled[0])).toBeGreaterThan(taps.indexOf(last[0]));
    network.dispose();
  });

  test("a stage and its last block are one value, which is listed under the stage's name", async () => {
    const taps = listTaps(await open("resnet-downsample.pth", 16));
    const places = taps.filter(({ roles }) => roles.length > 0);
    expect(places.map(({ name, roles, shape }) => [name, ...roles, ...shape])).toEqual([
      ["layer1", "stage-1", 16, 16, 3],
      ["layer2", "stage-2", 8, 8, 4],
      ["layer3", "stage-3", "last-spatial", 4, 4, 6],
      ["pooled", "pooled", 6],
    ]);
    expect(taps.some(({ name }) => name === "layer3.0")).toBe(true);
  });

  test("tokens of a vision transformer stand for a grid behind the class token", async () => {
    const taps = listTaps(await open("vision-transformer-dynamic.onnx", 16));
    const last = taps.find(({ roles }) => roles.includes("last-spatial"));
    expect(last).toMatchObject({ kind: "tokens", shape: [17, 12], grid: { height: 4, width: 4, before: 1 } });
  });
});

describe("networks to train show their stages, their last map and what they pool", () => {
  /** Sides of the maps that end a stage. */
  const STAGES: readonly (readonly [id: ArchitectureId, side: number, stages: readonly number[]])[] = [
    ["resnet18", 32, [32, 16, 8, 4]],
    ["vgg13-bn", 32, [32, 16, 8, 4]],
    ["shufflenetv1-g3", 32, [32, 16, 8, 4]],
    ["shufflenetv2", 32, [32, 16, 8, 4]],
    ["mobilenetv2-x0.5", 32, [16, 8, 4, 2]],
    ["imagenet-resnet18", 64, [32, 16, 8, 4, 2]],
    ["mvitv2-t", 64, [16, 8, 4, 2]],
  ];
  test.each(STAGES)("%s at %i pixels", (id, side, expected) => {
    const size = { height: side, width: side };
    const network = initialize(findArchitecture(id).network(3, size), createRandom(1));
    const taps = listTaps({ forward: network.forward, ...size });
    const of = (role: string) => taps.filter(({ roles }) => roles.some((each) => each.startsWith(role)));
    const sideOf = ({ kind, shape, grid }: (typeof taps)[number]) => (kind === "spatial" ? shape[0] : grid?.height);
    expect(of("stage-").map(sideOf)).toEqual(expected);
    expect(of("last-spatial").map(sideOf)).toEqual([expected.at(-1)]);
    expect(of("pooled")).toHaveLength(1);
    network.dispose();
  });
});
