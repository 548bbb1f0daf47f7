/** The given rows of a row-major array, copied. `width` values a row. */
export function takeRows<Values extends Float32Array | Int32Array>(
  values: Values,
  rows: ArrayLike<number>,
  width = 1,
): Values {
  const taken = new (values.constructor as new (length: number) => Values)(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    taken.set(values.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return taken;
}

/** Row `row` of a row-major array: a view, not a copy. */
export function rowOf(values: Float32Array, row: number, width: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
