import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import type { OnnxNode } from "./graph.ts";
import { shapeOf, type Value } from "./value.ts";

/** Shapes of a graph's values, by name, for the batch that it was exported with. */
export type ExportedShapes = ReadonlyMap<string, readonly number[]>;

/**
 * Follows the images of a batch through a graph that was exported for another number of them. Such a graph has that
 * number written into its shapes, alone or multiplied with others (windows, heads).
 */
export interface BatchTracker {
  /** The shape of a node's first output for this batch, where the graph says the one for its own. */
  outputShape(node: OnnxNode, input: Value): readonly number[] | undefined;
  /**
   * Whether a node's first input counts the images first along an axis, and other things after them, where the graph
   * has one image: what the node does to the axis it then does for each image.
   */
  countsImages(node: OnnxNode, input: Value, axis: number): boolean;
  /** @throws InputError where an output is not what the graph's own batch would become */
  check(node: OnnxNode, outputs: readonly Value[], inputs: readonly (Value | undefined)[]): void;
}

export function createBatchTracker(
  shapes: ExportedShapes,
  batch: { readonly exported: number; readonly actual: number },
  path: string,
): BatchTracker {
  // An axis may count other things before the images: [heads * images] is walked head by head.
  const outer = new Map<string, number>();
  return {
    outputShape(node, input) {
      const [from, to] = [shapes.get(node.inputs[0]), shapes.get(node.outputs[0])];
      if (from === undefined || to === undefined) return undefined;
      const actual = shapeOf(input);
      const axis = from.findIndex((size, i) => size !== actual[i]);
      if (axis < 0) return to;
      const before = elementCount(from.slice(0, axis)) * (outer.get(node.inputs[0]) ?? 1);
      const place = placeOf(before, to, batch.exported);
      if (place === undefined) return undefined;
      outer.set(node.outputs[0], place.before);
      return to.map((size, i) => (i === place.axis ? (size / batch.exported) * batch.actual : size));
    },
    countsImages(node, input, axis) {
      const name = node.inputs[0];
      const from = shapes.get(name);
      const changed = from !== undefined && from[axis] > 1 && from[axis] !== shapeOf(input)[axis];
      return changed && batch.exported === 1 && (outer.get(name) ?? 1) === 1;
    },
    check(node, outputs, inputs) {
      const dependent = node.inputs.some((name, i) => {
        const [value, exported] = [inputs[i], shapes.get(name)];
        return (
          value !== undefined && exported !== undefined && shapeOf(value).some((size, axis) => size !== exported[axis])
        );
      });
      const inherited = Math.max(1, ...node.inputs.map((name) => outer.get(name) ?? 1));
      for (const [i, output] of outputs.entries()) {
        const name = node.outputs[i] ?? "";
        if (!outer.has(name)) outer.set(name, inherited);
        const [shape, exported] = [shapeOf(output), shapes.get(name)];
        const changes = shape.some((size, axis) => size !== exported?.[axis]);
        const lost = dependent && !changes && output.kind === "computed";
        if (exported === undefined || (fits(shape, exported, batch) && !lost)) continue;
        throw new InputError(`${path}, node ${node.name} (${node.operator})`, {
          expected: `a graph for any number of images, or one whose batch of ${batch.exported} can be told in its shapes`,
          got: `shape [${shape.join(", ")}] for ${batch.actual} images where the graph has [${exported.join(", ")}]`,
          remedy: "Export the model with a dynamic batch axis.",
        });
      }
    },
  };
}

/** The shape for another batch differs in one axis at most, by as much as the batches. */
function fits(
  shape: readonly number[],
  exported: readonly number[],
  batch: { readonly exported: number; readonly actual: number },
): boolean {
  const changed = shape.filter((size, axis) => size !== exported[axis]);
  if (shape.length !== exported.length || changed.length > 1) return false;
  return shape.every(
    (size, axis) => size === exported[axis] || size * batch.exported === exported[axis] * batch.actual,
  );
}

/**
 * The axis that the images are counted along, where `outer` things are counted before them in row-major order; best
 * one that counts nothing else, and not the last, which holds features.
 */
function placeOf(outer: number, shape: readonly number[], exported: number) {
  const places = shape.flatMap((size, axis) => {
    const before = outer / elementCount(shape.slice(0, axis));
    return Number.isInteger(before) && Number.isInteger(size / before / exported) ? [{ axis, before, size }] : [];
  });
  const last = shape.length - 1;
  return (
    places.find(({ before, size }) => before === 1 && size === exported) ??
    places.find(({ axis, before }) => before === 1 && axis < last) ??
    places.find(({ axis }) => axis < last) ??
    places[0]
  );
}
