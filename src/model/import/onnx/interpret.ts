import type * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import { CONSTANT_RULES, isShapeArithmetic } from "./constants/index.ts";
import type { Constant, OnnxGraph, OnnxNode } from "./graph.ts";
import { RULES } from "./operators/index.ts";
import type { Inputs, NodeContext } from "./operators/rule.ts";
import { computed, type Value } from "./value.ts";

/** Runs the graph on images: a value of the graph, by name. */
export type Interpreter = (images: tf.Tensor4D, wanted: string) => Value;

/** What the input is held as: ONNX' own order means the same tensor with channels last, where channels come first. */
export interface InputLayout {
  readonly channelsFirst: boolean;
}

/** What is the same for every node of one run. */
interface Run {
  readonly batch: NodeContext["batch"];
  readonly derived: NodeContext["derived"];
  readonly path: string;
  readonly known: KnownResults;
}

/** What nodes made of known values the last time, and of which. */
type KnownResults = Map<
  OnnxNode,
  { readonly inputs: Inputs; readonly batch: number; readonly results: readonly Value[] }
>;

/**
 * Prepares a graph to run as TensorFlow.js functions.
 *
 * @throws InputError naming the first node whose operator has no rule
 */
export function createInterpreter(graph: OnnxGraph, { channelsFirst }: InputLayout, path: string): Interpreter {
  for (const node of graph.nodes) refuseUnknown(node, path);
  const derivedConstants = new WeakMap<Constant, Map<string, Constant>>();
  const derived: NodeContext["derived"] = (from, key, make) => {
    const known = derivedConstants.get(from) ?? new Map<string, Constant>();
    derivedConstants.set(from, known);
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const known: KnownResults = new Map();
  return (images, wanted) => {
    const values = new Map<string, Value>(graph.constants);
    values.set(graph.input.name, computed(images, channelsFirst));
    const run: Run = { batch: { exported: graph.input.shape[0], actual: images.shape[0] }, derived, path, known };
    runNodes(graph.nodes, values, run, wanted);
    const value = values.get(wanted);
    if (value === undefined) throw new InputError(path, { expected: `a graph that computes ${wanted}`, got: "none" });
    return value;
  };
}

/** Computes nodes in their order into `values`, up to the one that has what is wanted. */
function runNodes(nodes: readonly OnnxNode[], values: Map<string, Value>, run: Run, wanted?: string): void {
  for (const node of nodes) {
    const context: NodeContext = {
      node,
      opset: node.opset,
      subject: `${run.path}, node ${node.name} (${node.operator})`,
      batch: run.batch,
      derived: run.derived,
      run: (branch) => {
        const inside = new Map<string, Value>([...values, ...branch.constants]);
        for (const inner of branch.nodes) refuseUnknown(inner, run.path);
        runNodes(branch.nodes, inside, run);
        return branch.outputs.map((name) => inside.get(name)).filter((value) => value !== undefined);
      },
    };
    const results = runKnownOnce(node, values, context, run);
    node.outputs.forEach((output, i) => {
      const result = results[i];
      if (output !== "" && result !== undefined) values.set(output, result);
    });
    if (wanted !== undefined && node.outputs.includes(wanted)) break;
  }
}

/** Weights that a graph makes of other weights are made once, not each time that the graph is traced. */
function runKnownOnce(
  node: OnnxNode,
  values: ReadonlyMap<string, Value>,
  context: NodeContext,
  { known, batch }: Run,
): readonly Value[] {
  const inputs = node.inputs.map((input) => (input === "" ? undefined : values.get(input)));
  if (inputs.some((value) => value?.kind === "computed") || node.branches.size > 0)
    return runNode(node, inputs, context);
  const last = known.get(node);
  const same = last?.batch === batch.actual && inputs.every((value, i) => value === last.inputs[i]);
  const results = same ? last.results : runNode(node, inputs, context).map(inSinglePrecision);
  if (!same && results.every(({ kind }) => kind === "constant"))
    known.set(node, { inputs, batch: batch.actual, results });
  return results;
}

/** So many numbers are weights; sizes and scales stay as exact as they are. */
const FEW = 4096;

function inSinglePrecision(value: Value): Value {
  const weights = value.kind === "constant" && value.type === "float" && value.data.length > FEW;
  return weights && value.data instanceof Float64Array ? { ...value, data: Float32Array.from(value.data) } : value;
}

function runNode(node: OnnxNode, inputs: Inputs, context: NodeContext): readonly Value[] {
  const present = inputs.filter((value) => value !== undefined);
  try {
    const result =
      (present.every((value) => value.kind === "constant") && isShapeArithmetic(node.operator, present)
        ? CONSTANT_RULES[node.operator](inputs as readonly Constant[], context)
        : undefined) ?? rule(node, context)(inputs, context);
    return Array.isArray(result) ? result : [result as Value];
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    throw new InputError(
      context.subject,
      { expected: "inputs that fit the operator", got: error.message },
      { cause: error },
    );
  }
}

function rule(node: OnnxNode, context: NodeContext) {
  if (Object.hasOwn(RULES, node.operator)) return RULES[node.operator];
  throw new InputError(context.subject, {
    expected: "few values that are known from the file",
    got: "many, or computed ones",
  });
}

/** Operators on images in the order that one kind of processor likes. */
const ONE_PROCESSOR = "com.microsoft.nchwc.";

function refuseUnknown({ operator, name }: OnnxNode, path: string): void {
  if (Object.hasOwn(RULES, operator) || Object.hasOwn(CONSTANT_RULES, operator)) return;
  throw new InputError(`${path}, node ${name}`, {
    expected: "an operator of ordinary image classifiers",
    got: operator,
    remedy: operator.startsWith(ONE_PROCESSOR)
      ? "ONNX Runtime optimised this file for one processor: take the file that it was made from."
      : "Export the model without it; `ipswap-eval inspect` lists the operators of a file.",
  });
}
