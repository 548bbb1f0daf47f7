import type * as tf from "@tensorflow/tfjs-core";
import { allowanceFor, type Budget, createBudget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { ofChannels } from "../shared/grayscale.ts";
import { type ConstantFolding, createConstantFolding } from "./constant-folding.ts";
import { CONSTANT_RULES, isShapeArithmetic } from "./constants/index.ts";
import { type BatchTracker, createBatchTracker, type ExportedShapes } from "./fixed-batch.ts";
import type { Constant, OnnxGraph, OnnxNode } from "./graph.ts";
import type { InputLayout } from "./input-layout.ts";
import { RULES } from "./operators/index.ts";
import type { Inputs, NodeContext } from "./operators/rule.ts";
import { computed, type Value } from "./value.ts";

/**
 * Runs the graph on images: a value of the graph, by name.
 *
 * @param observe is told of every value on the way, and may give another that takes its place
 */
export type Interpreter = (images: tf.Tensor4D, wanted: string, observe?: Observer) => Value;

type Observer = (name: string, value: Value) => Value | undefined;

/** Values by name; those of a branch lie in front of those of the graph around it. */
interface Scope {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
}

/** A scope of its own inside another, which it sees and does not change. */
function scopeOf(constants: ReadonlyMap<string, Value>, outer?: Scope): Scope {
  const own = new Map(constants);
  return {
    get: (name) => own.get(name) ?? outer?.get(name),
    set: (name, value) => void own.set(name, value),
  };
}

/** What is the same for every node of one run. */
interface Run {
  /** Counts the known values that go into nodes and come out of them, each time: they may be copied. */
  readonly budget: Budget;
  readonly batch: NodeContext["batch"];
  readonly derived: NodeContext["derived"];
  readonly path: string;
  readonly known: ConstantFolding;
  readonly tracker: BatchTracker | undefined;
  readonly observe: Observer | undefined;
}

/**
 * Prepares a graph to run as TensorFlow.js functions.
 *
 * @param exportedShapes where the graph has a number of images of its own
 * @throws InputError naming the first node whose operator has no rule
 */
export function createInterpreter(
  graph: OnnxGraph,
  { channelsFirst, channels }: Pick<InputLayout, "channelsFirst" | "channels">,
  path: string,
  exportedShapes?: ExportedShapes,
): Interpreter {
  for (const node of graph.nodes) refuseUnknown(node, path);
  const derivedConstants = new WeakMap<Constant, Map<string, Constant>>();
  const derived: NodeContext["derived"] = (from, key, make) => {
    const known = derivedConstants.get(from) ?? new Map<string, Constant>();
    derivedConstants.set(from, known);
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const known = createConstantFolding();
  const stored = [...graph.constants.values()].reduce((sum, value) => sum + knownBytes(value), 0);
  return (images, wanted, observe) => {
    const values = scopeOf(graph.constants);
    const budget = createBudget(path, allowanceFor(stored));
    values.set(graph.input.name, computed(ofChannels(images, channels), channelsFirst));
    const batch = { exported: graph.input.shape[0], actual: images.shape[0] };
    const other = exportedShapes !== undefined && batch.exported !== undefined && batch.exported !== batch.actual;
    const tracker = other
      ? createBatchTracker(exportedShapes, { exported: batch.exported as number, actual: batch.actual }, path)
      : undefined;
    const run: Run = { budget, batch, derived, path, known, tracker, observe };
    runNodes(graph.nodes, values, run, wanted);
    const value = values.get(wanted);
    if (value === undefined) throw new InputError(path, { expected: `a graph that computes ${wanted}`, got: "none" });
    return value;
  };
}

/** Computes nodes in their order into `values`, up to the one that has what is wanted. */
function runNodes(nodes: readonly OnnxNode[], values: Scope, run: Run, wanted?: string): void {
  for (const node of nodes) {
    const context: NodeContext = {
      node,
      opset: node.opset,
      subject: `${run.path}, node ${node.name} (${node.operator})`,
      batch: run.batch,
      derived: run.derived,
      countsImages: (input, axis) => run.tracker?.countsImages(node, input, axis) ?? false,
      outputShape: (input) => run.tracker?.outputShape(node, input),
      run: (branch) => {
        const inside = scopeOf(branch.constants, values);
        for (const inner of branch.nodes) refuseUnknown(inner, run.path);
        runNodes(branch.nodes, inside, run);
        return branch.outputs.map((name) => inside.get(name)).filter((value) => value !== undefined);
      },
    };
    run.budget.spend(1);
    const inputs = node.inputs.map((input) => (input === "" ? undefined : values.get(input)));
    for (const input of inputs) run.budget.take(knownBytes(input));
    const results = run.known.results(node, inputs, run.batch.actual, () => runNode(node, inputs, context));
    for (const result of results) if (!inputs.includes(result)) run.budget.take(knownBytes(result));
    run.tracker?.check(node, results, inputs);
    node.outputs.forEach((output, i) => {
      const result = results[i];
      if (output === "" || result === undefined) return;
      values.set(output, run.observe?.(output, result) ?? result);
    });
    if (wanted !== undefined && node.outputs.includes(wanted)) break;
  }
}

const knownBytes = (value: Value | undefined): number => (value?.kind === "constant" ? value.data.byteLength : 0);

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
