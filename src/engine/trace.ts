import * as tf from "@tensorflow/tfjs-core";
import type { InputSpec, TensorFunction } from "./engine.ts";
import { batchNormalizationGradient } from "./gradients/batch-normalization.ts";
import { convolutionGradients } from "./gradients/convolution.ts";
import { createGraphBuilder, type GraphBuilder } from "./graph/builder.ts";
import type { Graph, Value } from "./graph/graph.ts";
import { removeUnused } from "./graph/rewrite.ts";
import { tidyOnError } from "./kept-tensors.ts";
import { elementTypeOf } from "./kernels/element-type.ts";
import { KERNELS } from "./kernels/index.ts";
import type { KernelInputs } from "./kernels/kernel.ts";
import { Recorder } from "./recorder.ts";
import { TraceError } from "./trace-error.ts";

/** A function written as a graph. */
export interface Trace {
  /** Inputs: the function's, then the state before. Outputs: the function's, then the state after. */
  readonly graph: Graph;
  /** Variables that were read as constants, and the data they had: with other data the trace is out of date. */
  readonly captured: ReadonlyMap<tf.Variable, object>;
}

/** Gradients that are written differently for a graph than for eager execution. */
const GRADIENTS: readonly tf.GradConfig[] = [batchNormalizationGradient, ...convolutionGradients("by attribute")];

const BACKEND = "ipswap-eval-trace";

/**
 * Calls `fn` once with placeholders, and records what it does. Leaves TensorFlow.js as it was: back end, kernels,
 * number of tensors, values of the state variables.
 */
export function trace(fn: TensorFunction, inputs: readonly InputSpec[], state: readonly tf.Variable[]): Trace {
  const graph = createGraphBuilder();
  const recorder = new Recorder(graph);
  const variablesBefore = new Set(Object.keys(tf.engine().registeredVariables));
  const kept = state.map((variable) => tf.clone(variable));
  const leave = enterBackend(graph, recorder);
  try {
    const outputs: Value[] = [];
    tidyOnError(() => {
      const placeholders = inputs.map(({ shape, dtype }) => placeholder(graph, recorder, shape, dtype ?? "float32"));
      for (const variable of state) variable.assign(placeholder(graph, recorder, variable.shape, variable.dtype));
      const result = fn(...placeholders);
      const results = result instanceof tf.Tensor ? [result] : result;
      outputs.push(...[...results, ...state].map((tensor) => recorder.valueFor(tensor)));
      // Also those that the function kept out of the reach of tidy.
      tf.dispose(results.filter((tensor) => !(tensor instanceof tf.Variable)));
    });
    refuseNewVariables(variablesBefore);
    return { graph: removeUnused(graph.build(distinctOutputs(graph, outputs))), captured: capturedVariables(recorder) };
  } finally {
    leave();
    state.forEach((variable, i) => {
      variable.assign(kept[i]!);
    });
    tf.dispose(kept);
    for (const name of Object.keys(tf.engine().registeredVariables)) {
      if (!variablesBefore.has(name)) tf.engine().registeredVariables[name]?.dispose();
    }
  }
}

function placeholder(graph: GraphBuilder, recorder: Recorder, shape: readonly number[], dtype: tf.DataType): tf.Tensor {
  const info = recorder.own(graph.input(elementTypeOf(dtype), [...shape]));
  return tf.engine().makeTensorFromTensorInfo(info, recorder);
}

/** Makes the recorder the active back end; the returned function undoes it. */
function enterBackend(graph: GraphBuilder, recorder: Recorder): () => void {
  const engine = tf.engine();
  const previous = engine.backendName;
  const kernelNames = Object.entries(tf).flatMap(([name, value]) => (name === value ? [name] : []));
  const names = new Set([...kernelNames, ...Object.keys(KERNELS)]);
  for (const kernelName of names) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => record(graph, recorder, kernelName, inputs, attrs),
    });
  }
  const ownGradients = GRADIENTS.map(({ kernelName }) => tf.getGradient(kernelName));
  for (const gradient of GRADIENTS) replaceGradient(gradient);
  engine.registerBackend(BACKEND, () => recorder);
  // The factory answers at once, so the back end is active when this returns.
  void engine.setBackend(BACKEND);
  return () => {
    void engine.setBackend(previous);
    engine.removeBackend(BACKEND);
    for (const kernelName of names) tf.unregisterKernel(kernelName, BACKEND);
    for (const gradient of ownGradients) replaceGradient(gradient);
  };
}

function replaceGradient(gradient: tf.GradConfig): void {
  tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}

function record(
  graph: GraphBuilder,
  recorder: Recorder,
  kernelName: string,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap | undefined,
): tf.TensorInfo | tf.TensorInfo[] {
  const rule = KERNELS[kernelName];
  if (rule === undefined) {
    throw new TraceError(
      `${currentOperation()} needs the kernel ${kernelName}, which the onnx engine has no rule for: ` +
        "write the function with other operations, or choose the engine cpu or tensorflow",
    );
  }
  const given: Record<string, Value> = {};
  for (const [name, info] of Object.entries(inputs)) {
    if (info !== undefined && info !== null) given[name] = recorder.valueFor(info);
  }
  const result = withContext(kernelName, () => rule(graph, given as KernelInputs, (attributes ?? {}) as never));
  return isList(result) ? result.map((value) => recorder.own(value)) : recorder.own(result);
}

const isList = (result: Value | readonly Value[]): result is readonly Value[] => Array.isArray(result);

function withContext<T>(kernelName: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TraceError(`${currentOperation()}, kernel ${kernelName}, cannot be traced: ${reason}`, { cause });
  }
}

/** The TensorFlow.js operation that is running, as its user knows it. */
function currentOperation(): string {
  const scopes = tf.engine().state.scopeStack.map(({ name }) => name);
  const operation = scopes.findLast((name) => name?.endsWith(tf.OP_SCOPE_SUFFIX));
  return operation === undefined ? "the function" : `tf.${operation.slice(0, -tf.OP_SCOPE_SUFFIX.length)}`;
}

function refuseNewVariables(before: ReadonlySet<string>): void {
  const created = Object.keys(tf.engine().registeredVariables).filter((name) => !before.has(name));
  if (created.length === 0) return;
  throw new TraceError(
    `the function created the variables ${created.join(", ")} while it was being traced: create them before ` +
      "compiling, and list those that it assigns as state",
  );
}

/** ONNX wants every output computed by an operation, once: inputs, constants and repetitions get a copy. */
function distinctOutputs(graph: GraphBuilder, outputs: readonly Value[]): Value[] {
  const seen = new Set<Value>();
  return outputs.map((output, position) => {
    if (graph.producer(output) !== undefined && !seen.has(output)) {
      seen.add(output);
      return output;
    }
    return graph.emit("Identity", [output], {}, { results: [output], distinct: position });
  });
}

function capturedVariables(recorder: Recorder): Map<tf.Variable, object> {
  const data = new Set(recorder.captured());
  const variables = Object.values(tf.engine().registeredVariables).filter(({ dataId }) => data.has(dataId));
  return new Map(variables.map((variable) => [variable, variable.dataId]));
}
