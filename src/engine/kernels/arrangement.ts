import {
  backend_util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type FillAttrs,
  type GatherV2Attrs,
  type LinSpaceAttrs,
  type MirrorPadAttrs,
  type OneHotAttrs,
  type PackAttrs,
  type PadV2Attrs,
  type RangeAttrs,
  type ReshapeAttrs,
  type ReverseAttrs,
  type ScatterNdAttrs,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  slice_util,
  type TileAttrs,
  type TransposeAttrs,
  type UnpackAttrs,
  type UnsortedSegmentSumAttrs,
} from "@tensorflow/tfjs-core";
import { elementCount } from "../../core/element-count.ts";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { cast, concat, expand, matmul, pad, reshape, slice, transpose } from "../graph/operators.ts";
import { elementTypeOf } from "./element-type.ts";
import type { KernelTable } from "./kernel.ts";

/** The part of a tensor that TensorFlow.js' own shape functions look at. */
const infoOf = ({ shape, type }: Value) => ({ shape: [...shape], dtype: type, rank: shape.length }) as never;

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** 1 where `indices` equals the position along a new last axis, else 0. */
function oneHot(graph: GraphBuilder, indices: Value, depth: number): Value {
  const column = reshape(graph, cast(graph, indices, "int32"), [...indices.shape, 1]);
  const positions = graph.constant(Int32Array.from(range(depth)), [depth]);
  return cast(graph, graph.emit("Equal", [column, positions]), "float32");
}

/** For each position of a padded axis, the source position it mirrors. `symmetric` repeats the border. */
function mirroredPositions(size: number, before: number, after: number, mode: MirrorPadAttrs["mode"]): number[] {
  const border = mode === "reflect" ? 0 : 1;
  return range(before + size + after).map((i) => {
    const at = i - before;
    if (at < 0) return -at - border;
    return at < size ? at : 2 * size - 2 - at + border;
  });
}

/** Kernels that only move elements, or make constant ones. */
export const arrangementKernels = {
  Reshape: (graph, { x }, { shape }: ReshapeAttrs) => {
    const known = shape.filter((size) => size !== -1);
    const rest = elementCount(x!.shape) / elementCount(known);
    return reshape(
      graph,
      x!,
      shape.map((size) => (size === -1 ? rest : size)),
    );
  },
  ExpandDims: (graph, { input }, { dim }: ExpandDimsAttrs) => {
    const axis = dim < 0 ? dim + input!.shape.length + 1 : dim;
    return reshape(graph, input!, input!.shape.toSpliced(axis, 0, 1));
  },
  Transpose: (graph, { x }, { perm }: TransposeAttrs) => {
    if (new Set(perm).size !== perm.length) throw new Error(`the order of axes ${perm.join(", ")} has one twice`);
    return transpose(graph, x!, perm);
  },
  Slice: (graph, { x }, { begin, size }: SliceAttrs) => {
    const [starts, sizes] = slice_util.parseSliceParams(infoOf(x!), begin, size);
    const ends = starts!.map((start, i) => start + sizes![i]!);
    return slice(graph, x!, range(starts!.length), starts!, ends);
  },
  StridedSlice: (graph, { x }, attributes: StridedSliceAttrs) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
    const info = slice_util.sliceInfo([...x!.shape], begin, end, strides, ...masks);
    const taken = slice(graph, x!, range(info.begin.length), info.begin, info.end, info.strides);
    return reshape(graph, taken, info.finalShape);
  },
  Concat: (graph, inputs, { axis }: ConcatAttrs) => {
    const parts = Object.values(inputs).filter(({ shape }) => elementCount(shape) > 0);
    return concat(graph, parts, axis < 0 ? axis + parts[0]!.shape.length : axis);
  },
  Pack: (graph, inputs, { axis }: PackAttrs) => {
    const parts = Object.values(inputs);
    const along = axis < 0 ? axis + parts[0]!.shape.length + 1 : axis;
    return concat(
      graph,
      parts.map((part) => reshape(graph, part, part.shape.toSpliced(along, 0, 1))),
      along,
    );
  },
  Unpack: (graph, { value }, { axis }: UnpackAttrs) => {
    const along = axis < 0 ? axis + value!.shape.length : axis;
    return range(value!.shape[along]!).map((i) =>
      reshape(graph, slice(graph, value!, [along], [i], [i + 1]), value!.shape.toSpliced(along, 1)),
    );
  },
  SplitV: (graph, { x }, { numOrSizeSplits, axis }: SplitVAttrs) => {
    const along = axis < 0 ? axis + x!.shape.length : axis;
    let start = 0;
    return backend_util.prepareSplitSize(infoOf(x!), numOrSizeSplits, along).map((size) => {
      start += size;
      return slice(graph, x!, [along], [start - size], [start]);
    });
  },
  Tile: (graph, { x }, { reps }: TileAttrs) => {
    // Where only axes of size 1 repeat, broadcasting says the same and can be left out by a later pass.
    if (reps.every((count, axis) => count === 1 || x!.shape[axis] === 1)) {
      return expand(
        graph,
        x!,
        x!.shape.map((size, axis) => size * reps[axis]!),
      );
    }
    return graph.emit("Tile", [x, graph.integers(reps)]);
  },
  PadV2: (graph, { x }, { paddings, constantValue }: PadV2Attrs) => pad(graph, x!, paddings, constantValue),
  MirrorPad: (graph, { x }, { paddings, mode }: MirrorPadAttrs) =>
    paddings.reduce((padded, [before, after], axis) => {
      if (before === 0 && after === 0) return padded;
      const positions = graph.integers(mirroredPositions(x!.shape[axis]!, before, after, mode));
      return graph.emit("Gather", [padded, positions], { axis: { int: axis } });
    }, x!),
  Reverse: (graph, { x }, { dims }: ReverseAttrs) => {
    const axes = [dims].flat().map((axis) => (axis < 0 ? axis + x!.shape.length : axis));
    if (axes.length === 0) return x!;
    const last = axes.map((axis) => x!.shape[axis]! - 1);
    return slice(
      graph,
      x!,
      axes,
      last,
      axes.map(() => -1),
      axes.map(() => -1),
    );
  },
  GatherV2: (graph, { x, indices }, { axis, batchDims }: GatherV2Attrs) => {
    if (batchDims !== 0) throw new Error("tf.gather with batchDims other than 0 cannot be traced");
    const along = axis < 0 ? axis + x!.shape.length : axis;
    return graph.emit("Gather", [x, indices], { axis: { int: along } });
  },
  GatherNd: (graph, { params, indices }) => {
    const depth = indices!.shape.at(-1)!;
    const shape = [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)];
    return graph.emit("GatherND", [params, cast(graph, indices!, "int64")], {}, { results: [{ ...params!, shape }] });
  },
  ScatterNd: (graph, { indices, updates }, { shape }: ScatterNdAttrs) => {
    const zeros = expand(graph, graph.scalar(0, updates!.type), shape);
    const inputs = [zeros, cast(graph, indices!, "int64"), updates];
    const results = [{ type: updates!.type, shape }];
    return graph.emit("ScatterND", inputs, { reduction: { string: "add" } }, { results });
  },
  /** Of places that are there more than once, one of the values stays. */
  TensorScatterUpdate: (graph, { tensor, indices, updates }) =>
    graph.emit("ScatterND", [tensor, cast(graph, indices!, "int64"), updates], {}, { results: [{ ...tensor! }] }),
  UnsortedSegmentSum: (graph, { x, segmentIds }, { numSegments }: UnsortedSegmentSumAttrs) => {
    const rows = segmentIds!.shape[0]!;
    const membership = oneHot(graph, segmentIds!, numSegments);
    const flat = reshape(graph, cast(graph, x!, "float32"), [rows, elementCount(x!.shape) / rows]);
    const sums = matmul(graph, membership, flat, true);
    return cast(graph, reshape(graph, sums, [numSegments, ...x!.shape.slice(1)]), x!.type);
  },
  OneHot: (graph, { indices }, { depth, onValue, offValue, dtype }: OneHotAttrs) => {
    const hot = oneHot(graph, indices!, depth);
    const scaled = graph.emit("Mul", [hot, graph.scalar(onValue - offValue)]);
    const levels = onValue === 1 && offValue === 0 ? hot : graph.emit("Add", [scaled, graph.scalar(offValue)]);
    return cast(graph, levels, elementTypeOf(dtype));
  },
  ZerosLike: (graph, { x }) => expand(graph, graph.scalar(0, x!.type), x!.shape),
  OnesLike: (graph, { x }) => expand(graph, graph.scalar(1, x!.type), x!.shape),
  Fill: (graph, _, { shape, value, dtype }: FillAttrs) =>
    expand(graph, graph.scalar(Number(value), elementTypeOf(dtype)), shape),
  Range: (graph, _, { start, stop, step, dtype }: RangeAttrs) => {
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const values = range(length).map((i) => start + i * step);
    return graph.constant(dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values), [length]);
  },
  LinSpace: (graph, _, { start, stop, num }: LinSpaceAttrs) => {
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    return graph.constant(
      Float32Array.from(range(num), (i) => start + i * step),
      [num],
    );
  },
} satisfies KernelTable;
