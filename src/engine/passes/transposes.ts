import { elementCount } from "../../core/element-count.ts";
import type { GraphBuilder } from "../graph/builder.ts";
import { type Graph, type Operation, sameShape, type Value } from "../graph/graph.ts";
import { reshape, transpose } from "../graph/operators.ts";
import { type RewriteRule, rewrite } from "../graph/rewrite.ts";
import { integerOf, integersOf } from "./attributes.ts";
import { isElementwise, isUnary } from "./elementwise.ts";

/**
 * Moves transpositions towards the outputs, past operations that do not care about layout, until they meet their
 * inverse. What TensorFlow.js computes in NHWC around each convolution becomes one NCHW graph.
 */
export function sinkTransposes(graph: Graph): Graph {
  return rewrite(graph, combined, pastElementwise, pastReduction, pastConcat, pastPad, pastSlice);
}

interface Transposed {
  readonly source: Value;
  readonly perm: readonly number[];
}

function transposed(graph: GraphBuilder, value: Value | undefined): Transposed | undefined {
  const producer = value === undefined ? undefined : graph.producer(value);
  if (producer?.operator !== "Transpose") return undefined;
  return { source: producer.inputs[0]!, perm: integersOf(producer, "perm") };
}

const inverse = (perm: readonly number[]) => perm.map((_, axis) => perm.indexOf(axis));
const samePerm = (a: readonly number[], b: readonly number[]) => a.every((axis, i) => axis === b[i]);

/** A transposition that moves only axes of size 1 is a reshape; two in a row are one. */
function arrange(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  const inner = transposed(graph, x);
  if (inner !== undefined) {
    return arrange(
      graph,
      inner.source,
      perm.map((axis) => inner.perm[axis]!),
    );
  }
  const moving = perm.filter((axis) => x.shape[axis] !== 1);
  const ordered = moving.every((axis, i) => i === 0 || axis > moving[i - 1]!);
  if (!ordered) return transpose(graph, x, perm);
  return reshape(
    graph,
    x,
    perm.map((axis) => x.shape[axis]!),
  );
}

const combined: RewriteRule = (graph, operation) => {
  if (operation.operator !== "Transpose") return undefined;
  return [arrange(graph, operation.inputs[0]!, integersOf(operation, "perm"))];
};

const pastElementwise: RewriteRule = (graph, operation) => {
  if (!isElementwise(operation)) return undefined;
  const { operator, inputs, attributes, outputs } = operation;
  const [result] = outputs;
  if (isUnary(operation)) {
    const inner = transposed(graph, inputs[0]);
    if (inner === undefined) return undefined;
    const results = [{ type: result!.type, shape: inner.source.shape }];
    return [
      transpose(graph, graph.emit(operator, [inner.source, ...inputs.slice(1)], attributes, { results }), inner.perm),
    ];
  }
  const large = inputs.filter((input) => sameShape(input!.shape, result!.shape));
  const layouts = large.map((input) => transposed(graph, input)).filter((layout) => layout !== undefined);
  const [layout] = layouts;
  if (layout === undefined) return undefined;
  const agreeing = layouts.filter(({ perm }) => samePerm(perm, layout.perm));
  // Moving the transposition must not cost more transpositions than it saves.
  const others = large.filter((input) => !agreeing.some(({ source }) => source === transposed(graph, input)?.source));
  const costly = others.filter((input) => graph.constantData(input!) === undefined);
  if (costly.length > agreeing.length) return undefined;
  const back = inverse(layout.perm);
  const moved = inputs.map((input) => relaid(graph, input!, result!.shape.length, back));
  const shape = back.map((axis) => result!.shape[axis]!);
  return [
    transpose(
      graph,
      graph.emit(operator, moved, attributes, { results: [{ type: result!.type, shape }] }),
      layout.perm,
    ),
  ];
};

/** An operand in the layout `perm` of the result, which has `rank` axes. */
function relaid(graph: GraphBuilder, operand: Value, rank: number, perm: readonly number[]): Value {
  if (elementCount(operand.shape) === 1 && operand.shape.length === 0) return operand;
  const full = [...Array.from({ length: rank - operand.shape.length }, () => 1), ...operand.shape];
  return arrange(graph, reshape(graph, operand, full), perm);
}

const pastReduction: RewriteRule = (graph, operation) => {
  if (!operation.operator.startsWith("Reduce")) return undefined;
  const inner = transposed(graph, operation.inputs[0]);
  const axes = integerInput(graph, operation, 1);
  if (inner === undefined || axes === undefined) return undefined;
  const rank = inner.perm.length;
  const reduced = axes.map((axis) => inner.perm[axis < 0 ? axis + rank : axis]!);
  const sorted = graph.integers(reduced.toSorted((a, b) => a - b));
  const result = graph.emit(operation.operator, [inner.source, sorted], operation.attributes);
  if (integerOf(operation, "keepdims", 1) === 1) return [arrange(graph, result, inner.perm)];
  const rest = inner.perm.filter((axis) => !reduced.includes(axis));
  const order = rest.toSorted((a, b) => a - b);
  return [
    arrange(
      graph,
      result,
      rest.map((axis) => order.indexOf(axis)),
    ),
  ];
};

const pastConcat: RewriteRule = (graph, operation) => {
  if (operation.operator !== "Concat") return undefined;
  const layouts = operation.inputs.map((input) => transposed(graph, input));
  const [first] = layouts;
  if (first === undefined || !layouts.every((layout) => layout !== undefined && samePerm(layout.perm, first.perm))) {
    return undefined;
  }
  const axis = { int: first.perm[integerOf(operation, "axis", 0)]! };
  const sources = layouts.map((layout) => layout!.source);
  return [transpose(graph, graph.emit("Concat", sources, { axis }), first.perm)];
};

const pastPad: RewriteRule = (graph, operation) => {
  const inner = operation.operator === "Pad" ? transposed(graph, operation.inputs[0]) : undefined;
  const pads = integerInput(graph, operation, 1);
  if (inner === undefined || pads === undefined) return undefined;
  const back = inverse(inner.perm);
  const rank = back.length;
  const moved = [...back.map((axis) => pads[axis]!), ...back.map((axis) => pads[axis + rank]!)];
  const padded = graph.emit("Pad", [inner.source, graph.integers(moved), ...operation.inputs.slice(2)]);
  return [transpose(graph, padded, inner.perm)];
};

const pastSlice: RewriteRule = (graph, operation) => {
  const inner = operation.operator === "Slice" ? transposed(graph, operation.inputs[0]) : undefined;
  const axes = integerInput(graph, operation, 3);
  if (inner === undefined || axes === undefined) return undefined;
  const [, starts, ends, , steps] = operation.inputs;
  const moved = graph.integers(axes.map((axis) => inner.perm[axis]!));
  const shape = inverse(inner.perm).map((axis) => operation.outputs[0]!.shape[axis]!);
  const results = [{ type: inner.source.type, shape }];
  const part = graph.emit("Slice", [inner.source, starts, ends, moved, steps], {}, { results });
  return [transpose(graph, part, inner.perm)];
};

function integerInput(graph: GraphBuilder, { inputs }: Operation, position: number): number[] | undefined {
  const input = inputs[position];
  const data = input === undefined ? undefined : graph.constantData(input);
  // The same place of another operation may hold weights by the million.
  return data instanceof BigInt64Array ? Array.from(data, Number) : undefined;
}
