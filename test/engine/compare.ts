import * as tf from "@tensorflow/tfjs-core";
import type { CompileOptions, Engine, InputSpec, TensorFunction } from "../../src/engine/index.ts";
import { expectClose } from "./close.ts";

/** Numbers in [-1, 1] that depend on the seed alone (a linear congruential generator is enough here). */
export function numbers(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function integers(count: number, below: number, seed: number): Int32Array {
  return Int32Array.from(numbers(count, seed), (value) => Math.floor(((value + 1) / 2) * below) % below);
}

export interface Case {
  readonly fn: TensorFunction;
  readonly inputs: readonly InputSpec[];
  readonly values?: readonly (Float32Array | Int32Array)[];
  readonly tolerance?: number;
}

/** Runs one function on both engines with the same numbers, and compares every output. */
export async function compare(engine: Engine, reference: Engine, { fn, inputs, values, tolerance }: Case) {
  const given =
    values ??
    inputs.map(({ shape, dtype }, i) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return dtype === "int32" ? integers(size, 5, i + 1) : numbers(size, i + 1);
    });
  const run = async (on: Engine, options?: CompileOptions) => {
    const compiled = await on.compile(fn, inputs, options);
    const outputs = await compiled.run(...given);
    await compiled.dispose();
    return outputs;
  };
  const actual = await run(engine);
  await tf.setBackend("cpu");
  const expected = await run(reference);
  expectSameOutputs(actual, expected, tolerance);
}

export function expectSameOutputs(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance = 1e-4,
): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} outputs instead of ${expected.length}`);
  expected.forEach((output, i) => {
    expectClose(actual[i]!, output, tolerance);
  });
}
