/**
 * How far class `label` leads in a row of row-major values: its value less the largest of the others. Positive where it
 * wins, negative where another class does. -Infinity where a value is not a number: as with `argmax`, no class wins such
 * a row.
 *
 * @example marginOf(Float32Array.of(3, 1, 2), 0, 3, 2) // -1: 2 - 3
 */
export function marginOf(rows: ArrayLike<number>, row: number, classes: number, label: number): number {
  const start = row * classes;
  let rival = Number.NEGATIVE_INFINITY;
  for (let k = start; k < start + classes; k++) {
    if (Number.isNaN(rows[k])) return Number.NEGATIVE_INFINITY;
    if (k !== start + label && rows[k] > rival) rival = rows[k];
  }
  return rows[start + label] - rival;
}
