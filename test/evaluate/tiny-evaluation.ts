import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../src/core/dataset.ts";
import { sha256 } from "../../src/core/files.ts";
import { createRandom } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/index.ts";
import { generatedImages } from "../../src/evaluate/corrupted-images.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import type { Evaluation, EvaluationEvent } from "../../src/evaluate/evaluation.ts";
import type { Plan } from "../../src/evaluate/plan.ts";
import type { Network } from "../../src/model/network.ts";
import type { Result } from "../../src/result/safety-result.ts";

const CLASSES = ["ant", "bee", "cat"];
const SIZE = 8 * 8 * 3;

export const TINY_PLAN: Plan = {
  seed: 3,
  attacks: ["fgsm", "i-fgsm"],
  presets: ["standard", "paper"],
  epsilons: [0, 0.05],
  attackLimit: 4,
  corruptions: ["gaussian_noise"],
  corruptedImages: { from: "generator", constants: "cifar", frostTextures: "procedural" },
};

/** Random 8x8 images in memory: what matters here is what the evaluator does with them. */
export function tinyDataset(count = 7): Dataset {
  const random = createRandom("tiny images");
  const pixels = Uint8Array.from({ length: count * SIZE }, () => random.integer(256));
  const labels = Int32Array.from({ length: count }, () => random.integer(3));
  return {
    name: "tiny",
    split: "test",
    count,
    height: 8,
    width: 8,
    classes: CLASSES,
    labels,
    trueLabels: labels,
    sha256: sha256(pixels, labels),
    exampleId: (index) => ({ index }),
    async read(indices) {
      const rows = new Uint8Array(indices.length * SIZE);
      Array.from(indices).forEach((index, row) => {
        rows.set(pixels.subarray(index * SIZE, (index + 1) * SIZE), row * SIZE);
      });
      return rows;
    },
  };
}

/** A linear classifier on all pixels: the least that has logits and an input gradient. */
export function tinyNetwork(name: string, seed = 1): Network {
  const random = createRandom(seed).fork("weights");
  const weights = tf.tensor2d(
    Float32Array.from({ length: SIZE * CLASSES.length }, () => 0.1 * random.normal()),
    [SIZE, CLASSES.length],
  );
  return {
    name,
    sha256: sha256(weights.dataSync()),
    architecture: "linear",
    classes: CLASSES,
    classesStated: true,
    height: 8,
    width: 8,
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] },
    output: "logits",
    forward: (normalized) => tf.matMul(tf.reshape(normalized, [-1, SIZE]), weights) as tf.Tensor2D,
    dispose: () => {
      weights.dispose();
    },
  };
}

export async function tinyEvaluation(out: string, changes: Partial<Evaluation> = {}): Promise<Evaluation> {
  const engine = await createEngine("cpu");
  const { dataset = tinyDataset(), plan = TINY_PLAN } = changes;
  return {
    plan,
    dataset,
    corrupted: generatedImages(dataset, plan.seed, { constants: "cifar", frostTextures: "procedural" }),
    networks: [tinyNetwork("first", 1), tinyNetwork("second", 2)],
    engine,
    batch: 2,
    out,
    restart: false,
    toolVersion: "0.0.0",
    ...changes,
  };
}

/** Runs to the end, or until `stop` says so, as a kill would: whatever was yielded before is on disk. */
export async function run(
  evaluation: Evaluation,
  stop: (event: EvaluationEvent) => boolean = () => false,
): Promise<Result | undefined> {
  const running = evaluate(evaluation);
  for (;;) {
    const step = await running.next();
    if (step.done) return step.value;
    if (stop(step.value)) {
      await running.return(undefined as never);
      return undefined;
    }
  }
}
