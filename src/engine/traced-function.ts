import type { Variable } from "@tensorflow/tfjs-core";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { elementCount } from "../core/element-count.ts";
import type { CompiledFunction, InputSpec } from "./engine.ts";
import type { Graph } from "./graph/graph.ts";
import type { Trace } from "./trace.ts";

/** A traced function that ONNX Runtime has loaded. It has no state of its own. */
export interface TracedSession {
  readonly session: InferenceSession;
  readonly graph: Graph;
  readonly captured: Trace["captured"];
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

function checkInputs(values: readonly Numbers[], inputs: readonly InputSpec[]): void {
  if (values.length !== inputs.length) {
    throw new RangeError(`the compiled function takes ${inputs.length} inputs, got ${values.length}`);
  }
  inputs.forEach(({ shape, dtype = "float32" }, i) => {
    const given = values[i]!;
    const type = given instanceof Int32Array ? "int32" : "float32";
    if (given.length === elementCount(shape) && type === dtype) return;
    throw new RangeError(
      `input ${i} of the compiled function has shape [${shape}]: expected ${elementCount(shape)} elements of type ` +
        `${dtype}, but got ${given.length} of type ${type}`,
    );
  });
}

function checkState(values: readonly Float32Array[], state: readonly Variable[]): void {
  if (values.length !== state.length) {
    throw new RangeError(`the state has ${state.length} variables, got ${values.length}`);
  }
  state.forEach(({ name, size }, i) => {
    if (values[i]!.length === size) return;
    throw new RangeError(`state variable ${name} has ${size} elements, got ${values[i]!.length}`);
  });
}
