import { elementCount } from "../../../core/element-count.ts";
import { rowMajorStrides } from "../../../core/strided.ts";
import type { Constant } from "../graph.ts";
import { type NodeContext, number, positiveAxis, string, unsupported } from "../operators/rule.ts";
import { constant } from "../value.ts";
import { type ConstantRule, isStaticShape } from "./rule.ts";

/**
 * Where each index tuple of ScatterND and GatherND points to: the place of the first element of its slice.
 *
 * @param sizes the shape that the tuples index, as many axes as a tuple has entries
 */
export function placesOf(indices: Constant, sizes: readonly number[], shape: readonly number[], context: NodeContext) {
  const strides = rowMajorStrides(shape);
  const depth = sizes.length;
  return Array.from({ length: depth === 0 ? 0 : indices.data.length / depth }, (_, row) =>
    sizes.reduce((place, size, axis) => {
      const index = indices.data[row * depth + axis];
      const positive = index < 0 ? index + size : index;
      if (!(positive >= 0 && positive < size)) throw unsupported(context, `an index of ${index} into ${size}`);
      return place + positive * strides[axis];
    }, 0),
  );
}

const scatter: ConstantRule = ([data, indices, updates], context) => {
  refuseReduction(context);
  const depth = indices.shape[indices.shape.length - 1];
  const length = elementCount(data.shape.slice(depth));
  const elements = Float64Array.from(data.data);
  for (const [row, place] of placesOf(indices, data.shape.slice(0, depth), data.shape, context).entries()) {
    elements.set(updates.data.subarray(row * length, (row + 1) * length), place);
  }
  return constant(elements, data.shape, data.type);
};

export function refuseReduction(context: NodeContext): void {
  const reduction = string(context, "reduction", "none");
  if (reduction !== "none") throw unsupported(context, `the reduction ${reduction}`);
}

const gather: ConstantRule = ([data, indices], context) => {
  if (number(context, "batch_dims", 0) !== 0) throw unsupported(context, "batch dimensions");
  const depth = indices.shape[indices.shape.length - 1];
  const shape = [...indices.shape.slice(0, -1), ...data.shape.slice(depth)];
  if (!isStaticShape(shape)) return undefined;
  const length = elementCount(data.shape.slice(depth));
  const elements = new Float64Array(elementCount(shape));
  for (const [row, place] of placesOf(indices, data.shape.slice(0, depth), data.shape, context).entries()) {
    elements.set(data.data.subarray(place, place + length), row * length);
  }
  return constant(elements, shape, data.type);
};

/** Place in the data of each element of the indices, which say where along one axis. */
export function alongAxis(shape: readonly number[], indices: Constant, context: NodeContext): number[] {
  const axis = positiveAxis(number(context, "axis", 0), shape.length, context);
  const fits =
    indices.shape.length === shape.length && indices.shape.every((size, at) => at === axis || size <= shape[at]);
  if (!fits) throw unsupported(context, `indices [${indices.shape.join(", ")}] into [${shape.join(", ")}]`);
  const [own, strides] = [rowMajorStrides(indices.shape), rowMajorStrides(shape)];
  return Array.from(indices.data, (index, i) => {
    const positive = index < 0 ? index + shape[axis] : index;
    if (!(positive >= 0 && positive < shape[axis])) throw unsupported(context, `an index of ${index}`);
    return strides.reduce(
      (place, stride, at) => place + stride * (at === axis ? positive : Math.floor(i / own[at]) % indices.shape[at]),
      0,
    );
  });
}

export const constantScatter = {
  ScatterND: scatter,
  GatherND: gather,
  GatherElements: ([data, indices], context) =>
    constant(
      alongAxis(data.shape, indices, context).map((place) => data.data[place]),
      indices.shape,
      data.type,
    ),
  ScatterElements: ([data, indices, updates], context) => {
    refuseReduction(context);
    const elements = Float64Array.from(data.data);
    for (const [i, place] of alongAxis(data.shape, indices, context).entries()) elements[place] = updates.data[i];
    return constant(elements, data.shape, data.type);
  },
} satisfies Readonly<Record<string, ConstantRule>>;
