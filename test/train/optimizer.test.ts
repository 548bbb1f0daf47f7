import "../../src/engine/reference-backend.ts";
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { createOptimizer, rates } from "../../src/train/optimizer.ts";
import type { OptimizerId } from "../../src/train/optimizer-ids.ts";
import { learningRate } from "../../src/train/schedule.ts";

interface Case {
  readonly name: OptimizerId;
  readonly settings: { readonly momentum?: number; readonly weight_decay: number; readonly nesterov?: boolean };
  readonly clip?: number;
  readonly decay_vectors?: boolean;
  /** The matrix and the vector after each step. */
  readonly after: readonly (readonly [number[], number[]])[];
}

/** PyTorch's, from generate_optimizers.py. */
const torch: {
  readonly rates: readonly number[];
  readonly cases: Readonly<Record<string, Case>>;
  readonly schedules: Readonly<Record<string, readonly number[]>>;
} = JSON.parse(readFileSync(new URL("../fixtures/methods/optimizers.json", import.meta.url), "utf8"));

describe("optimizers are PyTorch's", () => {
  test.each(Object.entries(torch.cases))("%s", (_, { name, settings, clip, decay_vectors, after }) => {
    const matrix = tf.variable(tf.tensor2d([0.5, -1, 2, 0.25, 0, -0.75], [2, 3]));
    const vector = tf.variable(tf.tensor1d([1, -0.5]));
    const optimizer = createOptimizer([matrix, vector], {
      optimizer: name,
      momentum: settings.momentum ?? 0,
      nesterov: settings.nesterov ?? false,
      weightDecay: settings.weight_decay,
      decayVectors: decay_vectors ?? true,
      clipNorm: clip,
    });
    for (const [k, expected] of after.entries()) {
      const gradients = [
        tf.div(tf.tensor2d([1, -2, 0.5, 0, 3, -1], [2, 3]), k + 1),
        tf.mul(tf.tensor1d([0.5, 4]), k - 1),
      ];
      optimizer.update(gradients, tf.tensor1d(rates(torch.rates[k], k + 1)));
      for (const [i, weight] of [matrix, vector].entries()) {
        weight.dataSync().forEach((value, j) => {
          expect(value).toBeCloseTo(expected[i][j], 6);
        });
      }
    }
    tf.dispose([matrix, vector, ...optimizer.variables]);
  });
});

describe("schedules are PyTorch's, stepped once per step", () => {
  test.each(Object.entries(torch.schedules))("%s", (title, expected) => {
    const [schedule, warm] = title.split(", ");
    // Three epochs of four steps; the warm-up is the first of them.
    const settings = { learningRate: 0.1, schedule, warmup: warm === undefined ? 0 : 1 };
    for (const [t, rate] of expected.entries()) {
      const at = { epoch: Math.floor(t / 4), epochs: 3, step: t % 4, steps: 4 };
      expect(learningRate(settings, at)).toBeCloseTo(rate, 12);
    }
  });

  test.each(["line", "polynomial:", "polynomial:0", "polynomial:-1"])("%s is refused", (schedule) => {
    const at = { epoch: 0, epochs: 3, step: 0, steps: 4 };
    expect(() => learningRate({ learningRate: 0.1, schedule }, at)).toThrow(/`schedule`: expected steps, cosine/);
  });
});
