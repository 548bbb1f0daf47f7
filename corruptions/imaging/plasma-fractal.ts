/** How many uniform numbers in [-wibble, wibble) one scale of the fractal takes. */
interface DrawRange {
  readonly count: number;
  readonly wibble: number;
}

const FIRST_WIBBLE = 100;

/** What `plasmaFractal` draws at each scale, coarsest first; counts add up to side^2 - 1. */
export function plasmaDrawRanges(side: number, decay: number): readonly DrawRange[] {
  const ranges: DrawRange[] = [];
  let wibble = FIRST_WIBBLE;
  for (let cells = 1; cells < side; cells *= 2) {
    ranges.push({ count: 3 * cells * cells, wibble });
    wibble /= decay;
  }
  return ranges;
}

/**
 * A periodic cloud in [0, 1] by the diamond-square algorithm. At each scale the centres of squares are the mean of
 * their four corners plus wibble * u, then the midpoints of edges likewise from their four neighbours; u, uniform in
 * [-wibble, wibble), multiplies the wibble once more in the reference, and so here.
 *
 * @param side a power of two
 * @param draws per scale, coarsest first: u of the centres, of the midpoints of rows, of the midpoints of columns
 * @returns row-major [side, side], minimum 0, maximum 1
 */
export function plasmaFractal(side: number, decay: number, draws: Float64Array): Float64Array {
  const map = new Float64Array(side * side);
  let at = 0;
  let wibble = FIRST_WIBBLE;
  for (let step = side; step >= 2; step /= 2) {
    const half = step / 2;
    const value = (row: number, column: number) => map[(row & (side - 1)) * side + (column & (side - 1))];
    for (let row = 0; row < side; row += step) {
      for (let column = 0; column < side; column += step) {
        const left = value(row, column) + value(row + step, column);
        const right = value(row, column + step) + value(row + step, column + step);
        map[(row + half) * side + column + half] = (left + right) / 4 + wibble * draws[at++];
      }
    }
    for (let row = 0; row < side; row += step) {
      for (let column = 0; column < side; column += step) {
        const centres = value(row + half, column + half) + value(row - half, column + half);
        const corners = value(row, column) + value(row, column + step);
        map[row * side + column + half] = (centres + corners) / 4 + wibble * draws[at++];
      }
    }
    for (let row = 0; row < side; row += step) {
      for (let column = 0; column < side; column += step) {
        const centres = value(row + half, column + half) + value(row + half, column - half);
        const corners = value(row, column) + value(row + step, column);
        map[(row + half) * side + column] = (centres + corners) / 4 + wibble * draws[at++];
      }
    }
    wibble /= decay;
  }
  return normalized(map);
}

function normalized(map: Float64Array): Float64Array {
  let min = Number.POSITIVE_INFINITY;
  for (const value of map) if (value < min) min = value;
  let max = 0;
  for (let i = 0; i < map.length; i++) {
    map[i] -= min;
    if (map[i] > max) max = map[i];
  }
  for (let i = 0; i < map.length; i++) map[i] /= max;
  return map;
}
