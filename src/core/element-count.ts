/** Product of the sizes of a shape's axes: how many elements an array of that shape has. 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
