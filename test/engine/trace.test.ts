import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { encodeModel } from "../../src/engine/onnx/encode.ts";
import { optimize } from "../../src/engine/passes/index.ts";
import { trace } from "../../src/engine/trace.ts";
import { integers, numbers } from "./compare.ts";
import { inputGradientOf, ofLayers, residualNetwork, trainingStepOf } from "./networks.ts";

let onnx: Engine;
beforeAll(async () => {
  onnx = await createEngine("onnx", 2);
});
afterAll(() => onnx.dispose());

const row = { shape: [4] };

describe("a trace leaves TensorFlow.js as it was", () => {
  test("tensors, data buffers, back end, kernels, gradients and variables", async () => {
    const model = residualNetwork(8, [1], [8], 5);
    const { step, state } = trainingStepOf(ofLayers(model));
    const before = {
      ...tf.memory(),
      backend: tf.getBackend(),
      backends: Object.keys(tf.engine().registryFactory),
      kernels: tf.getKernelsForBackend("cpu").length,
      gradient: tf.getGradient("FusedBatchNorm"),
      variables: Object.keys(tf.engine().registeredVariables),
      held: state.map(({ dataId }) => dataId),
    };
    const inputs = [{ shape: [2, 8, 8, 3] }, { shape: [2], dtype: "int32" }] as const;
    const compiled = await onnx.compile(step, inputs, { state });
    await compiled.run(numbers(2 * 8 * 8 * 3, 1), integers(2, 5, 1));
    expect({
      ...tf.memory(),
      backend: tf.getBackend(),
      backends: Object.keys(tf.engine().registryFactory),
      kernels: tf.getKernelsForBackend("cpu").length,
      gradient: tf.getGradient("FusedBatchNorm"),
      variables: Object.keys(tf.engine().registeredVariables),
      held: state.map(({ dataId }) => dataId),
    }).toEqual(before);
    expect(tf.getGradient("FusedBatchNorm")).toBe(before.gradient);
  });

  test("also when the function throws half way", async () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3, 4]));
    const before = { ...tf.memory(), backend: tf.getBackend() };
    const fn = (x: tf.Tensor) => {
      variable.assign(tf.add(x, 1) as tf.Tensor1D);
      tf.keep(tf.sin(x));
      throw new Error("half way");
    };
    await expect(onnx.compile(fn, [row], { state: [variable] })).rejects.toThrow("half way");
    expect({ ...tf.memory(), backend: tf.getBackend() }).toEqual(before);
    expect(await variable.data()).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test("also when the function keeps what it returns", async () => {
    const before = tf.memory();
    await onnx.compile((x) => tf.keep(tf.add(x, 1)), [row]);
    expect(tf.memory()).toEqual(before);
  });
});

describe("errors at trace time", () => {
  test("a kernel without a rule names itself and the operation", async () => {
    const fn = (x: tf.Tensor) => tf.localResponseNormalization(x as tf.Tensor4D);
    await expect(onnx.compile(fn, [{ shape: [1, 2, 2, 4] }])).rejects.toThrow(
      /tf\.localResponseNormalization needs the kernel LRN, which the onnx engine has no rule for/,
    );
  });

  test("an unsupported option names the kernel and the operation", async () => {
    const fn = (x: tf.Tensor) => tf.gather(x, tf.tensor2d([[0], [1]], [2, 1], "int32"), 1, 1);
    await expect(onnx.compile(fn, [{ shape: [2, 3] }])).rejects.toThrow(/tf\.gather.*GatherV2.*batchDims/);
  });

  test("reading a placeholder", async () => {
    const fn = (x: tf.Tensor) => tf.scalar(x.dataSync()[0]!);
    await expect(onnx.compile(fn, [row])).rejects.toThrow(/depends on an input were asked for/);
  });

  test("a variable created inside", async () => {
    const before = tf.memory();
    const fn = (x: tf.Tensor) => tf.add(x, tf.variable(tf.scalar(1), true, "late"));
    await expect(onnx.compile(fn, [row])).rejects.toThrow(/created the variables late.*before compiling/);
    expect(tf.memory()).toEqual(before);
  });

  test("wrong inputs at run time", async () => {
    const compiled = await onnx.compile((x) => tf.add(x, 1), [row]);
    await expect(compiled.run(new Float32Array(3))).rejects.toThrow(/shape \[4\]: expected 4 elements of type float32/);
    await expect(compiled.run(new Int32Array(4))).rejects.toThrow(/got 4 of type int32/);
    await expect(compiled.run()).rejects.toThrow(/takes 1 inputs, got 0/);
  });
});

describe("what a trace captures", () => {
  test("values written by the function itself can be read", async () => {
    const fn = (x: tf.Tensor) => tf.mul(x, tf.tensor1d([1, 2, 3, 4]).dataSync()[3]!);
    const compiled = await onnx.compile(fn, [row]);
    expect((await compiled.run(Float32Array.of(1, 2, 3, 4)))[0]).toEqual(Float32Array.of(4, 8, 12, 16));
  });

  test("inputs, constants and one value twice may be outputs; scalars too", async () => {
    const fn = (x: tf.Tensor) => {
      const y = tf.add(x, 1);
      return [x, y, y, tf.scalar(7), tf.sum(y)];
    };
    const compiled = await onnx.compile(fn, [row]);
    const outputs = await compiled.run(Float32Array.of(1, 2, 3, 4));
    expect(outputs.map((output) => [...output])).toEqual([[1, 2, 3, 4], [2, 3, 4, 5], [2, 3, 4, 5], [7], [14]]);
  });

  test("the same function is traced once per shape, and again when a variable it froze has changed", async () => {
    const factor = tf.variable(tf.scalar(2));
    let traces = 0;
    const fn = (x: tf.Tensor) => {
      traces++;
      return tf.mul(x, factor);
    };
    const twice = Float32Array.of(2, 2, 2, 2);
    const once = Float32Array.of(1, 1, 1, 1);
    const first = await onnx.compile(fn, [row]);
    const second = await onnx.compile(fn, [row]);
    expect(traces).toBe(1);
    await first.dispose();
    await expect(first.run(once)).rejects.toThrow("was disposed");
    expect((await second.run(once))[0]).toEqual(twice);
    await onnx.compile(fn, [{ shape: [2] }]);
    expect(traces).toBe(2);
    factor.assign(tf.scalar(3));
    expect((await (await onnx.compile(fn, [row])).run(once))[0]).toEqual(Float32Array.of(3, 3, 3, 3));
    expect((await second.run(once))[0]).toEqual(twice);
    expect(traces).toBe(3);
  });

  test("a function that nobody uses any more is let go of, and can be compiled anew", async () => {
    let traces = 0;
    const fn = (x: tf.Tensor) => {
      traces++;
      return tf.mul(x, 2);
    };
    const first = await onnx.compile(fn, [row]);
    await first.dispose();
    await first.dispose();
    const second = await onnx.compile(fn, [row]);
    expect(traces).toBe(2);
    expect((await second.run(Float32Array.of(1, 2, 3, 4)))[0]).toEqual(Float32Array.of(2, 4, 6, 8));
  });

  test("state starts at the variables' values, is read and written, and belongs to one compiled function", async () => {
    const total = tf.variable(tf.tensor1d([0, 0, 0, 10]));
    const fn = (x: tf.Tensor) => {
      total.assign(tf.add(total, x) as tf.Tensor1D);
      return tf.mul(total, 2);
    };
    const one = await onnx.compile(fn, [row], { state: [total] });
    const other = await onnx.compile(fn, [row], { state: [total] });
    const step = Float32Array.of(1, 2, 3, 4);
    const results = await Promise.all([one.run(step), one.run(step)]);
    expect(results[1]![0]).toEqual(Float32Array.of(4, 8, 12, 36));
    expect(await one.readState()).toEqual([Float32Array.of(2, 4, 6, 18)]);
    expect(await other.readState()).toEqual([Float32Array.of(0, 0, 0, 10)]);
    await one.writeState([Float32Array.of(1, 1, 1, 1)]);
    expect((await one.run(step))[0]).toEqual(Float32Array.of(4, 6, 8, 10));
    expect(await total.data()).toEqual(Float32Array.of(0, 0, 0, 10));
  });
});

describe("determinism", () => {
  test("the same function gives the same model bytes", () => {
    const model = residualNetwork(8, [1], [8], 5);
    const { step, state } = trainingStepOf(ofLayers(model));
    const inputs = [{ shape: [2, 8, 8, 3] }, { shape: [2], dtype: "int32" }] as const;
    const bytes = () => encodeModel(optimize(trace(step, inputs, state).graph));
    expect(Buffer.compare(bytes(), bytes())).toBe(0);
  });

  test("the same inputs give the same bytes, run to run and session to session", async () => {
    const model = residualNetwork(16, [1, 1], [16, 32], 10);
    const inputs = [{ shape: [16, 16, 16, 3] }, { shape: [16], dtype: "int32" }] as const;
    const { step, state } = trainingStepOf(ofLayers(model));
    const batch = [numbers(16 * 16 * 16 * 3, 1), integers(16, 10, 2)] as const;
    const train = async () => {
      const engine = await createEngine("onnx", 2);
      const compiled = await engine.compile(step, inputs, { state });
      for (let i = 0; i < 5; i++) await compiled.run(...batch);
      const after = await compiled.readState();
      await engine.dispose();
      return after;
    };
    expect(await train()).toEqual(await train());
    const gradient = await onnx.compile(inputGradientOf(ofLayers(model)), inputs);
    expect(await gradient.run(...batch)).toEqual(await gradient.run(...batch));
  });
});
