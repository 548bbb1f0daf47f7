import type { GraphBuilder } from "./builder.ts";
import { type ElementType, sameShape, type Value } from "./graph.ts";

/** Codes of ONNX `TensorProto.DataType`. */
export const ONNX_TYPE: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

export function transpose(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  return perm.every((axis, i) => axis === i) ? x : graph.emit("Transpose", [x], { perm: { ints: perm } });
}

export function reshape(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const producer = graph.producer(x);
  // Of two reshapes in a row the first says nothing.
  if (producer?.operator === "Reshape") return reshape(graph, producer.inputs[0]!, shape);
  return graph.emit("Reshape", [x, graph.integers(shape)]);
}

export function cast(graph: GraphBuilder, x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  return graph.emit("Cast", [x], { to: { int: ONNX_TYPE[type] } }, { results: [{ type, shape: x.shape }] });
}

export function expand(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  return sameShape(x.shape, shape) ? x : graph.emit("Expand", [x, graph.integers(shape)]);
}

export function reduce(
  graph: GraphBuilder,
  operator: string,
  x: Value,
  axes: readonly number[],
  keepDims = false,
): Value {
  if (axes.length === 0) return x;
  return graph.emit(operator, [x, graph.integers(axes)], { keepdims: { int: keepDims ? 1 : 0 } });
}

/** `x[starts : ends : steps]` on the listed axes. A negative step walks backwards; `ends` is exclusive. */
export function slice(
  graph: GraphBuilder,
  x: Value,
  axes: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[] = axes.map(() => 1),
): Value {
  const whole = axes.every((axis, i) => starts[i] === 0 && ends[i] === x.shape[axis] && steps[i] === 1);
  if (whole) return x;
  const shape = [...x.shape];
  axes.forEach((axis, i) => {
    shape[axis] = Math.max(0, Math.ceil((ends[i]! - starts[i]!) / steps[i]!));
  });
  // A walk that ends before element 0 cannot say -1 (that means the last element): ONNX takes any number below -size.
  const stops = ends.map((end, i) => (steps[i]! < 0 && end < 0 ? -x.shape[axes[i]!]! - 1 : end));
  const bounds = [starts, stops, axes, steps].map((bound) => graph.integers(bound));
  return graph.emit("Slice", [x, ...bounds], {}, { results: [{ type: x.type, shape }] });
}

/** Zero padding (or `value`), `[before, after]` per axis. */
export function pad(graph: GraphBuilder, x: Value, paddings: readonly (readonly [number, number])[], value = 0): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  return graph.emit("Pad", [x, graph.integers(pads), graph.scalar(value, x.type)]);
}

export function concat(graph: GraphBuilder, parts: readonly Value[], axis: number): Value {
  return parts.length === 1 ? parts[0]! : graph.emit("Concat", parts, { axis: { int: axis } });
}

/** Matrix product over the last two axes; leading axes broadcast. */
export function matmul(graph: GraphBuilder, a: Value, b: Value, transA = false, transB = false): Value {
  if (!transA && !transB) return graph.emit("MatMul", [a, b]);
  const attributes = { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } };
  return graph.emit("FusedMatMul", [a, b], attributes, { domain: "com.microsoft" });
}

export const toNchw = (graph: GraphBuilder, x: Value): Value => transpose(graph, x, [0, 3, 1, 2]);
export const toNhwc = (graph: GraphBuilder, x: Value): Value => transpose(graph, x, [0, 2, 3, 1]);
