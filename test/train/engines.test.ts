import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { ARCHITECTURES, findArchitecture } from "../../src/model/architectures/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { bindParts } from "../../src/train/bound-parts.ts";
import { featureTaps } from "../../src/train/features.ts";
import { initialize } from "../../src/train/initialize.ts";
import { networkBranches } from "../../src/train/method.ts";
import { findMethod, type MethodId } from "../../src/train/methods/index.ts";
import { compileStep, type StepSettings } from "../../src/train/step.ts";
import { createTeacher } from "../../src/train/teacher.ts";
import { networkOf } from "../model/tiny.ts";

const [BATCH, CLASSES] = [4, 5];
/** Side of the images: the reference engine is slow, and deep networks need more than a pixel in their last stage. */
const [SMALL, LARGE] = [8, 16];

let engines: readonly [onnx: Engine, cpu: Engine];
beforeAll(async () => {
  engines = [await createEngine("onnx", 2), await createEngine("cpu")];
});
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

const images = (count: number, side: number) => {
  const random = createRandom("images");
  return Float32Array.from({ length: count * side * side * 3 }, () => random.uniform());
};

/** Largest difference as a share of the reference's largest value. */
function difference(actual: Float32Array, reference: Float32Array): number {
  expect(actual).toHaveLength(reference.length);
  const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reference.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0) / (scale || 1);
}

/** Draws of rounding errors that the reference is moved by. */
const DRAWS = 3;
/** Rounding adds up over a network's layers; the images are moved by one step of it alone. */
const LAYERS_OVER_ONE_STEP = 2;

/** The images with each number one step of single precision up or down. */
function rounded(values: Float32Array, draw: number): Float32Array {
  const random = createRandom(draw).fork("rounding");
  return values.map((value) => value * (1 + (random.integer(2) === 0 ? 1 : -1) * 2 ** -23));
}

/**
 * Holds the default engine to the reference: forward values to 1e-4, always. What follows from gradients may be as far
 * off as the reference moves by itself where its images are rounded otherwise: an activation within rounding of a
 * rectifier's corner has the gradient of either side.
 *
 * @param forward how many of the values, the first, come from no gradient
 * @param again the reference on other images, called where something is off
 */
async function expectAgreement(
  onnx: readonly Float32Array[],
  cpu: readonly Float32Array[],
  {
    forward,
    tolerance = 1e-4,
    input,
    again,
  }: {
    readonly forward: number;
    readonly tolerance?: number;
    readonly input: Float32Array;
    readonly again: (images: Float32Array) => Promise<readonly Float32Array[]>;
  },
): Promise<void> {
  const off = cpu.map((reference, i) => difference(onnx[i], reference));
  for (const value of off.slice(0, forward)) expect(value).toBeLessThan(tolerance);
  if (off.every((value) => value < tolerance)) return;
  const moved = new Float64Array(cpu.length);
  for (let draw = 0; draw < DRAWS; draw++) {
    const other = await again(rounded(input, draw));
    cpu.forEach((reference, i) => {
      moved[i] = Math.max(moved[i], difference(other[i], reference));
    });
  }
  off.forEach((value, i) => {
    expect(value, `value ${i}`).toBeLessThan(Math.max(tolerance, LAYERS_OVER_ONE_STEP * moved[i]));
  });
}

const both = async <T>(run: (engine: Engine) => Promise<T>): Promise<[T, T]> => [
  await run(engines[0]),
  await run(engines[1]),
];

const model = (id: string, side = SMALL, seed: number | string = 1) => {
  const { network, initialization } = findArchitecture(id);
  return initialize(network(CLASSES, { height: side, width: side }), createRandom(seed), initialization);
};

const settings = (side: number, batch: number) => ({
  batch,
  height: side,
  width: side,
  classes: CLASSES,
  momentum: 0.9,
  weightDecay: 5e-4,
});

async function compareInference(id: string, side: number) {
  const built = model(id, side);
  const input = images(2, side);
  const run = async (engine: Engine, given: Float32Array) => {
    const classifier = await createClassifier(networkOf(built, side, CLASSES), engine, { batch: 2 });
    const result = await classifier.gradient(given, Int32Array.of(1, 3));
    const logits = await classifier.logits(given);
    await classifier.dispose();
    return [logits, result.logits, result.losses, result.gradient];
  };
  const [onnx, cpu] = await both((engine) => run(engine, input));
  await expectAgreement(onnx, cpu, { forward: 3, input, again: (given) => run(engines[1], given) });
  built.dispose();
}

async function compareTraining(
  id: string,
  methodId: MethodId,
  side: number,
  change: Partial<StepSettings> = {},
  tolerance = 1e-4,
) {
  const built = model(id, side);
  const method = await findMethod(methodId).configure({});
  const targets = Float32Array.from({ length: BATCH * CLASSES }, (_, i) => (i % CLASSES === 2 ? 1 : 0));
  const { shapes } = method.createState({
    examples: BATCH,
    labels: new Int32Array(BATCH),
    classes: CLASSES,
    batch: BATCH,
  });
  const other = model(id, side, "teacher");
  const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const teacher = createTeacher(
    { name: "teacher", height: side, width: side, forward: other.forward, normalization },
    { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
    method.features,
  );
  const student = { name: "student", height: side, width: side, forward: built.forward };
  const features = featureTaps(student, method.features).map(({ shape }) => shape);
  const made = await method.createParts({
    examples: BATCH,
    classes: CLASSES,
    features,
    teacherFeatures: method.learnsFromTeacher ? teacher.featureShapes : [],
  });
  const input = images(networkBranches(method) * BATCH, side);
  const run = async (engine: Engine, given: Float32Array) => {
    const parts = bindParts(made, createRandom("parts"));
    const step = await compileStep(engine, built, method, {
      ...settings(side, BATCH),
      ...change,
      parts,
      stateShapes: shapes,
      teacher: method.learnsFromTeacher ? teacher : undefined,
    });
    const before = await step.readState();
    const { loss, logits } = await step.run({
      images: given,
      targets,
      drops: Float32Array.from({ length: step.drops }, (_, i) => (i % 3) / 3),
      state: shapes.map((shape) => new Float32Array(tf.util.sizeFromShape([...shape])).fill(0.3)),
      learningRate: 0.05,
    });
    const after = await step.readState();
    // The cpu engine works on the variables themselves: put back what the next engine starts from.
    await step.writeState(before);
    await step.dispose();
    parts.dispose();
    return [Float32Array.of(loss), logits, ...after];
  };
  const [onnx, cpu] = await both((engine) => run(engine, input));
  await expectAgreement(onnx, cpu, { forward: 2, tolerance, input, again: (given) => run(engines[1], given) });
  built.dispose();
}

describe("onnx agrees with the reference engine", () => {
  test.each(["resnet8", "shufflenetv2", "mobilenetv2-x0.5"])("%s: logits, losses and input gradients", (id) =>
    compareInference(id, SMALL),
  );
  test.each(["hard-label", "ipswap", "cs-kd", "dlb", "fer", "ddgsd", "at", "sp", "rkd", "byot", "zipf"] as const)(
    "resnet8: a training step of %s",
    (method) => compareTraining("resnet8", method, SMALL),
  );
  // The first step of AdamW is the gradient over its own size: the rounding of small ones shows.
  test("resnet8: a training step with AdamW and a bounded gradient", () =>
    compareTraining("resnet8", "hard-label", SMALL, { optimizer: "adamw", clipNorm: 0.5, decayVectors: false }, 1e-3));

  const others = ARCHITECTURES.map(({ id }) => id).filter((id) => id !== "resnet8" && !id.endsWith("101"));
  describe.skipIf(!process.env["SLOW"])("slowly", () => {
    test.each(others)("%s", { timeout: 900_000 }, async (id) => {
      const side = id.startsWith("mvit") || id.startsWith("imagenet") ? 32 : LARGE;
      await compareInference(id, side);
      await compareTraining(id, "hard-label", side);
    });
  });
});

test("a step gives the same bytes on one thread and on two", async () => {
  const targets = Float32Array.from({ length: 16 * CLASSES }, (_, i) => (i % CLASSES === 2 ? 1 : 0));
  const method = await findMethod("ipswap").configure({});
  const run = async (threads: number) => {
    const engine = await createEngine("onnx", threads);
    const built = model("resnet8");
    const step = await compileStep(engine, built, method, settings(32, 16));
    for (let i = 0; i < 2; i++) await step.run({ images: images(32, 32), targets, state: [], learningRate: 0.05 });
    const state = await step.readState();
    await step.dispose();
    built.dispose();
    await engine.dispose();
    return state;
  };
  expect(await run(2)).toEqual(await run(1));
});
