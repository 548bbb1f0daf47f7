import { elementCount } from "./element-count.ts";
/**
 * The elements of a strided view, in row-major order.
 *
 * @param strides elements to step for each axis; none for an axis that repeats
 * @param first place of the view's first element
 * @example readStrided(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2], [1, 3]) // [1, 4, 2, 5, 3, 6]
 */
export function readStrided<Elements extends Float32Array | Float64Array>(
  source: Elements,
  shape: readonly number[],
  strides: readonly number[],
  first = 0,
): Elements {
  const count = elementCount(shape);
  const target = (source instanceof Float32Array ? new Float32Array(count) : new Float64Array(count)) as Elements;
  const index = new Array<number>(shape.length).fill(0);
  let from = first;
  for (let to = 0; to < target.length; to++) {
    target[to] = source[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      from += strides[axis];
      if (index[axis] < shape[axis]) break;
      from -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return target;
}

/** Strides of a row-major array. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}
