import { mirroredIndex } from "./mirrored-index.ts";

/**
 * Weighted sums over the 3 x 3 neighbourhood of each value, mirrored at the edges (OpenCV's filter2D and, with equal
 * weights, blur).
 *
 * @param values row-major [height, width]
 * @param weights nine, row by row; correlated, not flipped
 * @returns unrounded sums in double precision
 */
export function squareFiltered(
  values: Float64Array,
  height: number,
  width: number,
  weights: readonly number[],
): Float64Array {
  const sums = new Float64Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    const above = mirroredIndex(row - 1, height) * width;
    const here = row * width;
    const below = mirroredIndex(row + 1, height) * width;
    for (let column = 0; column < width; column++, i++) {
      const left = mirroredIndex(column - 1, width);
      const right = mirroredIndex(column + 1, width);
      sums[i] =
        weights[0] * values[above + left] +
        weights[1] * values[above + column] +
        weights[2] * values[above + right] +
        weights[3] * values[here + left] +
        weights[4] * values[here + column] +
        weights[5] * values[here + right] +
        weights[6] * values[below + left] +
        weights[7] * values[below + column] +
        weights[8] * values[below + right];
    }
  }
  return sums;
}

/** Weights whose sums `squareFiltered` gives for OpenCV's 3 x 3 blur, before division by nine. */
export const BOX: readonly number[] = [1, 1, 1, 1, 1, 1, 1, 1, 1];
