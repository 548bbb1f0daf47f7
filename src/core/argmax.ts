/** Place of the largest value in a row of row-major values; of equal ones the first. */
export function argmax(rows: Float32Array, row: number, length: number): number {
  let best = row * length;
  for (let k = best + 1; k < (row + 1) * length; k++) if (rows[k] > rows[best]) best = k;
  return best - row * length;
}
