import * as tf from "@tensorflow/tfjs-core";
import type { CompiledFunction, CompileOptions, Engine, InputSpec, TensorFunction } from "./engine.ts";
import { tidyOnError } from "./kept-tensors.ts";

/**
 * An engine that runs the function as it is written, operation by operation, on a TensorFlow.js back end.
 * With the JavaScript back end `cpu` it is the reference that the others are checked against.
 */
export async function createEagerEngine(
  backend: string,
  facts: Pick<Engine, "id" | "name" | "threads" | "notes">,
): Promise<Engine> {
  await tf.setBackend(backend);
  return {
    ...facts,
    sessions: 1,
    async compile(fn, inputs, options) {
      return eager(fn, inputs, options ?? {}, backend);
    },
    async dispose() {},
  };
}

function eager(
  fn: TensorFunction,
  specs: readonly InputSpec[],
  options: CompileOptions,
  backend: string,
): CompiledFunction {
  const state = options.state ?? [];
  return {
    async run(...inputs) {
      await tf.setBackend(backend);
      const outputs = tidyOnError(() => {
        const placeholders = specs.map(({ shape, dtype }, i) => copied(inputs[i], shape, dtype ?? "float32"));
        const result = fn(...placeholders);
        return result instanceof tf.Tensor ? [result] : [...result];
      });
      try {
        return await Promise.all(outputs.map(async (output) => Float32Array.from(await output.data())));
      } finally {
        tf.dispose(outputs);
      }
    },
    readState: () => Promise.all(state.map(async (variable) => Float32Array.from(await variable.data()))),
    async writeState(values) {
      tf.tidy(() => {
        state.forEach((variable, i) => {
          variable.assign(copied(values[i], variable.shape, variable.dtype));
        });
      });
    },
    async dispose() {},
  };
}

/** A tensor that does not share the caller's memory, which the caller may use again. */
function copied(values: Float32Array | Int32Array, shape: readonly number[], dtype: tf.DataType): tf.Tensor {
  return tf.tensor(values.slice(), [...shape], dtype);
}
