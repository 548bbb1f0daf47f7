import * as tf from "@tensorflow/tfjs-core";
import type { BoundArgument } from "../keras-graph.ts";
import { type LayerContext, type LayerRule, refuse } from "../layers/rule.ts";

type Item =
  | { readonly axis: number; readonly at: number }
  | { readonly axis: number; readonly places: readonly number[] };

/** Python's x[...]: slices, single elements and an ellipsis, along the axes in order. */
export const getItem: LayerRule = (context) => {
  const given = context.options["slice_spec"] ?? context.args[1];
  const specification = Array.isArray(given) ? (given as readonly BoundArgument[]) : [given];
  const items = itemsOf(specification, context);
  return ([x]) => {
    let value = x;
    for (const item of items) value = "at" in item ? slicePart(value, item.axis, item.at, 1) : pick(value, item);
    const removed = items.flatMap((item) => ("at" in item ? [item.axis] : []));
    return removed.length === 0 ? value : tf.squeeze(value, removed);
  };
};

function itemsOf(specification: readonly (BoundArgument | undefined)[], context: LayerContext): readonly Item[] {
  const [shape] = context.shapes;
  const isEllipsis = (entry: BoundArgument | undefined) =>
    typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "ellipsis";
  const skipped = shape.length - specification.filter((entry) => !isEllipsis(entry)).length;
  let axis = 0;
  return specification.flatMap((entry): Item[] => {
    if (isEllipsis(entry)) {
      axis += skipped;
      return [];
    }
    const size = shape[axis];
    if (size === undefined) throw refuse(context, `indices of ${shape.length} axes`, "more");
    if (isWhole(entry)) {
      axis++;
      return [];
    }
    if (axis === 0) throw refuse(context, "all images of a batch, whatever their number", "some of them");
    if (typeof entry === "number") {
      const at = entry < 0 ? entry + size : entry;
      if (!(Number.isInteger(at) && at >= 0 && at < size)) throw refuse(context, `an index below ${size}`, `${entry}`);
      return [{ axis: axis++, at }];
    }
    if (typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "slice") {
      return [{ axis: axis++, places: placesOf(entry, size, context) }];
    }
    throw refuse(context, "slices and whole numbers as indices", (JSON.stringify(entry) ?? "nothing").slice(0, 60));
  });
}

/** A slice of everything, as it stands in front of others. */
function isWhole(entry: BoundArgument | undefined): boolean {
  if (typeof entry !== "object" || entry === null || !("kind" in entry) || entry.kind !== "slice") return false;
  return (entry.start ?? 0) === 0 && entry.stop === null && (entry.step ?? 1) === 1;
}

function placesOf(
  { start, stop, step }: { readonly start: number | null; readonly stop: number | null; readonly step: number | null },
  size: number,
  context: LayerContext,
): readonly number[] {
  const by = step ?? 1;
  if (!Number.isInteger(by) || by === 0) throw refuse(context, "whole steps", `${by}`);
  const place = (at: number, least: number, most: number) => Math.max(least, Math.min(most, at < 0 ? at + size : at));
  const first = start === null ? (by > 0 ? 0 : size - 1) : place(start, 0, by > 0 ? size : size - 1);
  const last = stop === null ? (by > 0 ? size : -1) : place(stop, by > 0 ? 0 : -1, size);
  const length = Math.max(0, Math.ceil((last - first) / by));
  if (length === 0) throw refuse(context, "a slice with something in it", "an empty one");
  return Array.from({ length }, (_, i) => first + i * by);
}

function pick(
  x: tf.Tensor,
  { axis, places }: { readonly axis: number; readonly places: readonly number[] },
): tf.Tensor {
  const inOrder = places.every((place, i) => place === places[0] + i);
  if (inOrder) return slicePart(x, axis, places[0], places.length);
  return tf.gather(x, tf.tensor1d([...places], "int32"), axis);
}

function slicePart(x: tf.Tensor, axis: number, first: number, length: number): tf.Tensor {
  if (first === 0 && length === x.shape[axis]) return x;
  return tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? first : 0)),
    x.shape.map((size, i) => (i === axis ? length : size)),
  );
}
