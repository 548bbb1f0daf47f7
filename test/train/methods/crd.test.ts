import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { bindParts } from "../../../src/train/bound-parts.ts";
import { drawNegatives } from "../../../src/train/draw-negatives.ts";
import { crd } from "../../../src/train/methods/crd.ts";
import { expectClose, type GoldenTensor, golden, matrix } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";
import { sampleBatch } from "../sample-batch.ts";

const near = (actual: ArrayLike<number>, { data }: GoldenTensor, tolerance = 5e-6) => {
  const scale = Math.max(...data.map(Math.abs));
  expect(actual).toHaveLength(data.length);
  expect(Math.max(...data.map((value, i) => Math.abs(value - actual[i]))) / scale).toBeLessThan(tolerance);
};

test("losses, gradients, Z and both memory banks over three steps are RepDistiller's", async () => {
  const { inputs, options, outputs } = golden("crd-three-steps");
  const { loss, createParts } = await crd.configure({
    gamma: 0,
    featureWeight: 1,
    negatives: options.nce_k,
    contrastTemperature: options.nce_t,
    memoryKept: options.nce_m,
    embedding: options.feat_dim,
  });
  const n = options.n_data;
  const parts = bindParts(
    await createParts({ classes: 2, examples: n, features: [[6]], teacherFeatures: [[5]] }),
    createRandom(1),
  );
  const [student, studentBias, teacher, teacherBias] = parts.trainable;
  student.assign(tf.transpose(matrix(inputs.embed_s_weight_out_in)));
  studentBias.assign(tf.tensor1d([...inputs.embed_s_bias.data]));
  teacher.assign(tf.transpose(matrix(inputs.embed_t_weight_out_in)));
  teacherBias.assign(tf.tensor1d([...inputs.embed_t_bias.data]));
  const [students, teachers, zOfStudent, zOfTeacher] = parts.variables.slice(4);
  students.assign(matrix(inputs.memory_v1));
  teachers.assign(matrix(inputs.memory_v2));

  for (const [k, step] of inputs.steps.entries()) {
    const expected = outputs.steps[k];
    const counts = new Float32Array(4 * n);
    const [rows, width] = step.contrast_positive_first.shape;
    for (let i = 0; i < rows; i++) {
      for (let j = 1; j < width; j++) counts[i * n + step.contrast_positive_first.data[i * width + j]]++;
    }
    const logits = tf.zeros([4, 2]) as tf.Tensor2D;
    const features = tf.variable(matrix(step.student));
    const { value, grads } = tf.variableGrads(
      () =>
        loss({
          ...NOTHING_ELSE,
          logits: [logits],
          targets: logits,
          teacher: [logits],
          features: [[features]],
          teacherFeatures: [matrix(step.teacher)],
          state: [tf.tensor1d([...step.positives.data]), tf.tensor2d(counts, [4, n])],
          parts: parts.use,
        }),
      [features, ...parts.trainable],
    );
    expect(Math.abs(value.dataSync()[0] / expected.loss - 1)).toBeLessThan(2e-6);
    near(grads[features.name].dataSync(), expected.grad_student);
    near(tf.transpose(grads[student.name]).dataSync(), expected.grad_embed_s_weight);
    near(grads[studentBias.name].dataSync(), expected.grad_embed_s_bias);
    near(tf.transpose(grads[teacher.name]).dataSync(), expected.grad_embed_t_weight);
    near(grads[teacherBias.name].dataSync(), expected.grad_embed_t_bias);
    expectClose(students.dataSync(), expected.memory_v1_after);
    expectClose(teachers.dataSync(), expected.memory_v2_after);
    expect(Math.abs(zOfStudent.dataSync()[0] / expected.Z_v1 - 1)).toBeLessThan(2e-6);
    expect(Math.abs(zOfTeacher.dataSync()[0] / expected.Z_v2 - 1)).toBeLessThan(2e-6);
    features.dispose();
  }
  parts.dispose();
});

const draw = (labels: number[], label: number, count: number, seed = 1) => {
  const counts = new Float32Array(labels.length);
  drawNegatives(Int32Array.from(labels), label, count, counts, createRandom(seed));
  return Array.from(counts);
};

test("negatives are of other classes, each once as long as there are enough", () => {
  const labels = Array.from({ length: 40 }, (_, i) => i % 4);
  for (const count of [1, 14, 15, 16, 29, 30]) {
    const counts = draw(labels, 2, count);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(count);
    expect(counts.filter((_, i) => labels[i] === 2)).toEqual(Array(10).fill(0));
    expect(Math.max(...counts)).toBe(1);
  }
  const repeated = draw(labels, 2, 50);
  expect(repeated.reduce((sum, each) => sum + each, 0)).toBe(50);
  expect(Math.max(...repeated)).toBeGreaterThan(1);
  expect(draw([1, 1], 1, 3)).toEqual([0, 0]);
});

test.each([5, 25])("every other image is drawn equally often: %i of 30", (count) => {
  const labels = Array.from({ length: 40 }, (_, i) => i % 4);
  const totals = new Float64Array(40);
  for (let seed = 0; seed < 2000; seed++)
    for (const [i, each] of draw(labels, 2, count, seed).entries()) totals[i] += each;
  // A share q = count / 30 of 2000 draws has the standard deviation sqrt(2000 q (1 - q)), 16.7; five of them.
  const expected = (2000 * count) / 30;
  totals.forEach((total, i) => {
    if (labels[i] !== 2) expect(Math.abs(total - expected)).toBeLessThan(84);
  });
});

test("a batch is drawn against the noisy labels that training believes, the same in a resumed run", async () => {
  const method = await crd.configure({ negatives: 3 });
  const state = () =>
    method.createState({ examples: 6, labels: Int32Array.of(0, 1, 2, 0, 1, 2), classes: 3, batch: 2 });
  const batch = { ...sampleBatch(1, [0, 2]), indices: Int32Array.of(3, 5) };
  const inputs = () => state().inputs(batch, { epoch: 0, epochs: 1 }, createRandom("step"));
  const [places, counts] = inputs();
  expect(Array.from(places)).toEqual([3, 5]);
  expect([counts[0], counts[3], counts[6 + 2], counts[6 + 5]]).toEqual([0, 0, 0, 0]);
  expect(inputs()).toEqual([places, counts]);
  expect(() => method.createState({ examples: 1, labels: Int32Array.of(0), classes: 3, batch: 2 })).toThrow(
    /at most 1/,
  );
});
