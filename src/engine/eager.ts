import * as tf from "@tensorflow/tfjs-core";
import type { CompiledFunction, CompileOptions, Engine, EngineId, InputSpec, TensorFunction } from "./engine.ts";

/**
 * An engine that runs the function as it is written, operation by operation, on a TensorFlow.js back end.
 * With the JavaScript back end `cpu` it is the reference that the others are checked against.
 */
export async function createEagerEngine(id: EngineId, backend: string, threads: number): Promise<Engine> {
  await tf.setBackend(backend);
  return {
    id,
    threads,
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
      const outputs = tf.tidy(() => {
        const placeholders = specs.map(({ shape, dtype }, i) => tf.tensor(inputs[i], [...shape], dtype ?? "float32"));
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
          variable.assign(tf.tensor(values[i], variable.shape, variable.dtype));
        });
      });
    },
    async dispose() {},
  };
}
