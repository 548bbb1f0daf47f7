import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossEntropy } from "../../src/train/cross-entropy.ts";
import { distillation } from "../../src/train/distillation.ts";
import { mutualDistillation } from "../../src/train/mutual-distillation.ts";
import { expectLoss, golden, matrix, oneHot } from "./golden.ts";

const value = (scalar: tf.Tensor) => scalar.dataSync()[0];

describe("crossEntropy", () => {
  test("by hand", () => {
    // softmax(0, log 3) = (1/4, 3/4). Row 1, target class 1: -log 3/4. Row 2, equal logits, target half and half:
    // log 2. Their mean: (log 4/3 + log 2) / 2.
    const logits = tf.tensor2d([
      [0, Math.log(3)],
      [5, 5],
    ]);
    const targets = tf.tensor2d([
      [0, 1],
      [0.5, 0.5],
    ]);
    expect(value(crossEntropy(logits, targets))).toBeCloseTo((Math.log(4 / 3) + Math.log(2)) / 2, 6);
  });
});

describe("mutualDistillation", () => {
  // One example, two classes, T = 2. a = (2 log 3, 0), so a / T = (log 3, 0) and p = (3/4, 1/4). b = (0, 0), so
  // q = (1/2, 1/2). KL(p||q) = 3/4 log(3/2) + 1/4 log(1/2), KL(q||p) = 1/2 log(2/3) + 1/2 log 2. The sum is
  // (3/4 - 1/2) log(3/2) + (1/4 - 1/2) log(1/2) = 1/4 log(3/2) + 1/4 log 2 = 1/4 log 3. Times T^2 = 4: log 3.
  const a = [2 * Math.log(3), 0];
  const b = [0, 0];

  test("by hand", () => {
    expect(value(mutualDistillation(tf.tensor2d([a]), tf.tensor2d([b]), 2))).toBeCloseTo(Math.log(3), 6);
  });

  test("is averaged over the batch", () => {
    const loss = mutualDistillation(tf.tensor2d([a, b]), tf.tensor2d([b, b]), 2);
    expect(value(loss)).toBeCloseTo(Math.log(3) / 2, 6);
  });

  test("its gradient by hand, into both branches", () => {
    // With two classes, u = (a_1 - a_2) / T, p = sigmoid(u), and likewise v, q. J = (p - q)(u - v), so
    // dJ/du = p (1 - p)(u - v) + (p - q). Here u = log 3, v = 0: 3/16 log 3 + 1/4. The loss is T^2 J and
    // du/da_1 = 1/T, so d/da_1 = T (3/16 log 3 + 1/4) = 2 (...), d/da_2 = -d/da_1.
    // dJ/dv = -q (1 - q)(u - v) - (p - q) = -1/4 log 3 - 1/4, so d/db_1 = 2 (-1/4 log 3 - 1/4).
    const [da, db] = tf.grads((x: tf.Tensor, y: tf.Tensor) =>
      mutualDistillation(x as tf.Tensor2D, y as tf.Tensor2D, 2),
    )([tf.tensor2d([a]), tf.tensor2d([b])]);
    const first = 2 * ((3 / 16) * Math.log(3) + 1 / 4);
    const second = -2 * (Math.log(3) / 4 + 1 / 4);
    [first, -first].forEach((expected, k) => {
      expect(da.dataSync()[k]).toBeCloseTo(expected, 6);
    });
    [second, -second].forEach((expected, k) => {
      expect(db.dataSync()[k]).toBeCloseTo(expected, 6);
    });
  });

  const logits = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 });
  const loss = (x: number[], y: number[], t: number) =>
    value(mutualDistillation(tf.tensor2d(x, [2, 3]), tf.tensor2d(y, [2, 3]), t));

  test("is symmetric, never negative, and nothing between equal branches", () => {
    fc.assert(
      fc.property(logits, logits, fc.double({ min: 0.5, max: 8, noNaN: true }), (x, y, t) => {
        const there = loss(x, y, t);
        expect(there).toBeGreaterThanOrEqual(-1e-5);
        expect(Math.abs(there - loss(y, x, t))).toBeLessThanOrEqual(1e-4 * Math.max(1, there));
        expect(loss(x, x, t)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test("its gradient agrees with central differences in double precision", () => {
    const exact = (x: number[], y: number[], t: number) => {
      const softmax = (row: number[]) => {
        const e = row.map((z) => Math.exp(z / t));
        return e.map((v) => v / e.reduce((s, w) => s + w, 0));
      };
      let sum = 0;
      for (const i of [0, 3]) {
        const [p, q] = [softmax(x.slice(i, i + 3)), softmax(y.slice(i, i + 3))];
        p.forEach((pk, k) => {
          sum += pk * Math.log(pk / q[k]) + q[k] * Math.log(q[k] / pk);
        });
      }
      return (t * t * sum) / 2;
    };
    fc.assert(
      fc.property(logits, logits, fc.constantFrom(1, 2, 4), (x, y, t) => {
        const gradient = tf
          .grad((z: tf.Tensor) => mutualDistillation(z as tf.Tensor2D, tf.tensor2d(y, [2, 3]), t))(
            tf.tensor2d(x, [2, 3]),
          )
          .dataSync();
        for (let k = 0; k < x.length; k++) {
          const at = (shift: number) =>
            exact(
              x.map((z, j) => (j === k ? z + shift : z)),
              y,
              t,
            );
          const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
          expect(Math.abs(gradient[k] - difference)).toBeLessThanOrEqual(2e-3 + 1e-3 * Math.abs(difference));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("distillation", () => {
  test.each(["kd-T4", "kd-T1"])("%s: value and gradient are RepDistiller's", (name) => {
    const { inputs, options, outputs } = golden(name);
    const { temperature } = options;
    expectLoss(
      ({ logits: [student], teacher: [teacher] }) => distillation(teacher, student, temperature),
      [inputs.logits],
      oneHot(inputs.labels, inputs.logits.shape[1]),
      { loss: outputs.kd, gradients: [outputs.grad_logits_kd] },
      { teacher: [matrix(inputs.teacher_logits)] },
    );
  });
});
