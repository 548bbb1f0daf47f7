import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";

let cpu: Engine;
beforeAll(async () => {
  cpu = await createEngine("cpu");
});

const row = { shape: [4] };

describe("the caller's memory stays the caller's", () => {
  test("a state that was written", async () => {
    const total = tf.variable(tf.zeros([4]));
    const compiled = await cpu.compile((x) => tf.add(x, total), [row], { state: [total] });
    const state = Float32Array.of(1, 2, 3, 4);
    await compiled.writeState([state]);
    state.fill(100);
    expect(await compiled.readState()).toEqual([Float32Array.of(1, 2, 3, 4)]);
  });

  test("an input that became the state", async () => {
    const last = tf.variable(tf.zeros([4]));
    const remember = (x: tf.Tensor) => {
      last.assign(x as tf.Tensor1D);
      return tf.sum(x);
    };
    const compiled = await cpu.compile(remember, [row], { state: [last] });
    const input = Float32Array.of(1, 2, 3, 4);
    await compiled.run(input);
    input.fill(100);
    expect(await compiled.readState()).toEqual([Float32Array.of(1, 2, 3, 4)]);
  });
});

test("a function that throws leaves no tensors behind, kept ones and those of a gradient neither", async () => {
  const { numTensors } = tf.memory();
  const fn = (x: tf.Tensor) =>
    tf.grad((point) => {
      tf.keep(tf.mul(tf.sin(point), 2));
      throw new Error("half way");
    })(x);
  const compiled = await cpu.compile(fn, [row]);
  await expect(compiled.run(new Float32Array(4))).rejects.toThrow("half way");
  expect(tf.memory().numTensors).toBe(numTensors);
  const square = await cpu.compile((x) => tf.grad((point) => tf.sum(tf.square(point)))(x), [row]);
  expect(await square.run(Float32Array.of(1, 2, 3, 4))).toEqual([Float32Array.of(2, 4, 6, 8)]);
});
