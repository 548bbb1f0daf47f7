/** A pixel's unknown is coupled with those of its eight neighbours: a symmetric matrix as arrays on a grid. */
export interface GridMatrix {
  /** The grid's height and width with a margin of one on every side. Whatever lies on the margin is 0. */
  readonly rows: number;
  readonly columns: number;
  /** Places of the unknowns on the grid, ascending. Everywhere else vectors and the diagonal are 0. */
  readonly places: Int32Array;
  readonly diagonal: Float64Array;
  /** Entry for a place and the next one to the right, below, below to the left and below to the right. */
  readonly right: Float64Array;
  readonly below: Float64Array;
  readonly belowLeft: Float64Array;
  readonly belowRight: Float64Array;
}

/** One grid of the hierarchy, with room for a right-hand side, a solution and a residual. */
interface Level {
  readonly matrix: GridMatrix;
  readonly rhs: Float64Array;
  readonly solution: Float64Array;
  readonly residual: Float64Array;
}

/** Grids of fewer unknowns than this, or no smaller than the one before, are the last; sweeps over the last one. */
const FEWEST = 24;
const LAST_SWEEPS = 6;

/**
 * Approximately solves A x = b by one V-cycle of multigrid: a sweep of Gauss-Seidel forwards, the rest of the residual
 * on a grid of half the resolution, a sweep backwards. Coarse unknowns are interpolated bilinearly at the fine unknowns
 * and nowhere else; coarse matrices are P'AP, so that any shape of what is unknown gives a symmetric positive definite
 * approximation of the inverse: a preconditioner of conjugate gradients whose number of steps hardly grows with the size.
 *
 * Source: Trottenberg, Oosterlee and Schüller 2001, Multigrid, sections 2.4, 7.7.4 and 7.8.
 *
 * @param matrix positive definite
 * @returns puts the solution's approximation for a right-hand side on the grid into `out`
 */
export function createVCycle(matrix: GridMatrix): (rhs: Float64Array, out: Float64Array) => void {
  const levels: Level[] = [levelOf(matrix)];
  for (;;) {
    const { matrix: fine } = levels[levels.length - 1];
    if (fine.places.length < FEWEST) break;
    const coarse = coarsened(fine);
    if (coarse.places.length >= fine.places.length) break;
    levels.push(levelOf(coarse));
  }
  return (rhs, out) => {
    levels[0].rhs.set(rhs);
    cycle(levels, 0);
    out.set(levels[0].solution);
  };
}

function levelOf(matrix: GridMatrix): Level {
  const room = () => new Float64Array(matrix.rows * matrix.columns);
  return { matrix, rhs: room(), solution: room(), residual: room() };
}

function cycle(levels: readonly Level[], depth: number): void {
  const { matrix, rhs, solution, residual } = levels[depth];
  solution.fill(0);
  if (depth === levels.length - 1) {
    for (let sweep = 0; sweep < LAST_SWEEPS; sweep++) relax(matrix, rhs, solution, 1);
    for (let sweep = 0; sweep < LAST_SWEEPS; sweep++) relax(matrix, rhs, solution, -1);
    return;
  }
  relax(matrix, rhs, solution, 1);
  for (const place of matrix.places) {
    residual[place] = rhs[place] - matrix.diagonal[place] * solution[place] - neighbours(matrix, solution, place);
  }
  const coarse = levels[depth + 1];
  coarse.rhs.fill(0);
  forCoarse(matrix, coarse.matrix.columns, (place, at, weight) => {
    coarse.rhs[at] += weight * residual[place];
  });
  cycle(levels, depth + 1);
  forCoarse(matrix, coarse.matrix.columns, (place, at, weight) => {
    solution[place] += weight * coarse.solution[at];
  });
  relax(matrix, rhs, solution, -1);
}

/** A row of the matrix without its diagonal, times a vector. */
function neighbours(
  { columns, right, below, belowLeft, belowRight }: GridMatrix,
  vector: Float64Array,
  place: number,
): number {
  const [up, down] = [place - columns, place + columns];
  return (
    right[place] * vector[place + 1] +
    right[place - 1] * vector[place - 1] +
    below[place] * vector[down] +
    below[up] * vector[up] +
    belowLeft[place] * vector[down - 1] +
    belowLeft[up + 1] * vector[up + 1] +
    belowRight[place] * vector[down + 1] +
    belowRight[up - 1] * vector[up - 1]
  );
}

/** A sweep of Gauss-Seidel, forwards or backwards. */
function relax(matrix: GridMatrix, rhs: Float64Array, solution: Float64Array, direction: 1 | -1): void {
  const { places, diagonal } = matrix;
  const count = places.length;
  for (let i = 0; i < count; i++) {
    const place = places[direction === 1 ? i : count - 1 - i];
    solution[place] = (rhs[place] - neighbours(matrix, solution, place)) / diagonal[place];
  }
}

/** Each coarse place that an unknown is interpolated from, and its weight: every second row and column is coarse. */
function forCoarse(
  { places, columns }: GridMatrix,
  coarseColumns: number,
  use: (place: number, at: number, weight: number) => void,
): void {
  for (const place of places) {
    const y = Math.floor(place / columns) - 1;
    const x = place - (y + 1) * columns - 1;
    const at = ((y >> 1) + 1) * coarseColumns + (x >> 1) + 1;
    const [oddRow, oddColumn] = [y & 1, x & 1];
    const weight = (oddRow ? 0.5 : 1) * (oddColumn ? 0.5 : 1);
    use(place, at, weight);
    if (oddColumn) use(place, at + 1, weight);
    if (oddRow) use(place, at + coarseColumns, weight);
    if (oddRow && oddColumn) use(place, at + coarseColumns + 1, weight);
  }
}

/** P'AP on the grid of half the resolution. */
function coarsened(fine: GridMatrix): GridMatrix {
  const { places, columns, rows, diagonal, right, below, belowLeft, belowRight } = fine;
  const coarseRows = ((rows - 2) >> 1) + 3;
  const coarseColumns = ((columns - 2) >> 1) + 3;
  const room = () => new Float64Array(coarseRows * coarseColumns);
  const coarse = { diagonal: room(), right: room(), below: room(), belowLeft: room(), belowRight: room() };
  const ofStep = new Map([
    [0, coarse.diagonal],
    [1, coarse.right],
    [coarseColumns - 1, coarse.belowLeft],
    [coarseColumns, coarse.below],
    [coarseColumns + 1, coarse.belowRight],
  ]);
  // Where each unknown is interpolated from: up to four places and weights.
  const from = new Int32Array(4 * rows * columns);
  const weights = new Float64Array(from.length);
  const filled = new Uint8Array(rows * columns);
  forCoarse(fine, coarseColumns, (place, at, weight) => {
    const slot = 4 * place + filled[place]++;
    from[slot] = at;
    weights[slot] = weight;
  });
  const couple = (place: number, other: number, entry: number) => {
    if (entry === 0) return;
    for (let i = 4 * place; i < 4 * place + filled[place]; i++) {
      for (let j = 4 * other; j < 4 * other + filled[other]; j++) {
        const target = ofStep.get(from[j] - from[i]);
        if (target !== undefined) target[from[i]] += weights[i] * weights[j] * entry;
      }
    }
  };
  for (const place of places) {
    couple(place, place, diagonal[place]);
    const pairs = [
      [place + 1, right[place]],
      [place + columns, below[place]],
      [place + columns - 1, belowLeft[place]],
      [place + columns + 1, belowRight[place]],
    ] as const;
    for (const [other, entry] of pairs) {
      if (filled[other] === 0) continue;
      couple(place, other, entry);
      couple(other, place, entry);
    }
  }
  return {
    rows: coarseRows,
    columns: coarseColumns,
    places: Int32Array.from(coarse.diagonal.keys()).filter((place) => coarse.diagonal[place] > 0),
    ...coarse,
  };
}
