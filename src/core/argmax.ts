/**
 * Place of the largest value in a row of row-major values; of equal ones the first. -1 where a value is not a number:
 * then none is the largest, and the answer of a diverged network is no class.
 */
export function argmax(rows: ArrayLike<number>, row: number, length: number): number {
  const start = row * length;
  let best = start;
  for (let k = start; k < start + length; k++) {
    if (Number.isNaN(rows[k])) return -1;
    if (rows[k] > rows[best]) best = k;
  }
  return best - start;
}
