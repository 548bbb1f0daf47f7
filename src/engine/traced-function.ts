import type { Variable } from "@tensorflow/tfjs-core";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { checkInputs, checkState } from "./check-values.ts";
import type { CompiledFunction, InputSpec } from "./engine.ts";
import type { Graph } from "./graph/graph.ts";

/** A traced function that ONNX Runtime has loaded. It has no state of its own. */
interface TracedSession {
  readonly session: InferenceSession;
  readonly graph: Graph;
  readonly inputs: readonly InputSpec[];
}

type Numbers = Float32Array | Int32Array;

/** A compiled function on a session, with a state of its own that starts at the variables' present values. */
export function createTracedFunction(
  { session, graph, inputs }: TracedSession,
  state: readonly Variable[],
  TensorClass: TensorConstructor,
  onDispose: () => Promise<void>,
): CompiledFunction {
  const names = graph.inputs.map(({ name }) => name);
  const outputs = graph.outputs.slice(0, graph.outputs.length - state.length);
  const stateOutputs = graph.outputs.slice(outputs.length).map(({ name }) => name);
  const tensor = (type: string, data: Numbers, shape: readonly number[]): Tensor =>
    type === "int32"
      ? new TensorClass("int32", data as Int32Array, [...shape])
      : new TensorClass("float32", data as Float32Array, [...shape]);
  const stateTensor = ({ dtype, shape }: Variable, data: Numbers) => tensor(dtype, data, shape);
  // ONNX Runtime reads one set of state tensors and writes the other; then they change places.
  let current = state.map((variable) => stateTensor(variable, variable.dataSync().slice() as Numbers));
  let next = state.map((variable) =>
    stateTensor(variable, variable.dtype === "int32" ? new Int32Array(variable.size) : new Float32Array(variable.size)),
  );
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  async function step(values: readonly Numbers[]): Promise<Float32Array[]> {
    const feeds: Record<string, Tensor> = {};
    inputs.forEach(({ shape, dtype }, i) => {
      feeds[names[i]!] = tensor(dtype ?? "float32", values[i]!, shape);
    });
    current.forEach((held, i) => {
      feeds[names[inputs.length + i]!] = held;
    });
    const fetches: Record<string, Tensor | null> = {};
    for (const { name } of outputs) fetches[name] = null;
    stateOutputs.forEach((name, i) => {
      fetches[name] = next[i]!;
    });
    const results = await session.run(feeds, fetches);
    [current, next] = [next, current];
    return outputs.map(({ name }) => toFloats(results[name]!));
  }

  return {
    async run(...values) {
      if (disposed) throw new Error("the compiled function was disposed");
      checkInputs(values, inputs);
      // A later call waits for the earlier ones, whose state it continues.
      const result = last.then(() => step(values));
      last = result.catch(() => undefined);
      return result;
    },
    async readState() {
      await last;
      return current.map((held) => Float32Array.from(held.data as Numbers));
    },
    async writeState(values) {
      await last;
      checkState(values, state);
      current.forEach((held, i) => {
        (held.data as Numbers).set(values[i]!);
      });
    },
    async dispose() {
      await last;
      if (disposed) return;
      disposed = true;
      current = [];
      next = [];
      await onDispose();
    },
  };
}

function toFloats({ data }: Tensor): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data as Int32Array | Uint8Array);
}
