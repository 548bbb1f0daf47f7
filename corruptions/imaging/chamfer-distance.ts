// Lengths of a step along an axis, along a diagonal and of a knight's move, in 16-bit fixed point: OpenCV's 5 x 5 mask
// for the Euclidean distance (Borgefors 1986).
const ONE = 65536;
const AXIS = ONE;
const DIAGONAL = Math.round(1.4 * ONE);
const KNIGHT = Math.round(2.1969 * ONE);
const FAR = 2 ** 29;
/** Width of the border of far values around the map: the mask's reach. */
const BORDER = 2;

/**
 * Distance of each pixel from the nearest source, in pixels, by two passes of a 5 x 5 chamfer mask. As OpenCV's
 * distanceTransform(DIST_L2, 5). Without any source all distances are huge.
 *
 * @param sources row-major [height, width], non-zero at sources
 */
export function chamferDistance(sources: Uint8Array, height: number, width: number): Float64Array {
  const stride = width + 2 * BORDER;
  const map = new Int32Array(stride * (height + 2 * BORDER)).fill(FAR);
  const place = (row: number, column: number) => (row + BORDER) * stride + column + BORDER;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = place(row, column);
      if (sources[row * width + column] !== 0) {
        map[at] = 0;
        continue;
      }
      map[at] = Math.min(FAR, halfMask(map, at, stride, 1));
    }
  }
  const distance = new Float64Array(height * width);
  for (let row = height - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--) {
      const at = place(row, column);
      if (map[at] > AXIS) map[at] = Math.min(map[at], halfMask(map, at, stride, -1));
      distance[row * width + column] = map[at] / ONE;
    }
  }
  return distance;
}

/** Shortest way by one step of the mask's half above and left of `at`, or with `sign` -1 below and right. */
function halfMask(map: Int32Array, at: number, stride: number, sign: 1 | -1): number {
  const near = at - sign * stride;
  const far = near - sign * stride;
  const knight = Math.min(map[far - 1], map[far + 1], map[near - 2], map[near + 2]) + KNIGHT;
  const diagonal = Math.min(map[near - 1], map[near + 1]) + DIAGONAL;
  return Math.min(knight, diagonal, Math.min(map[near], map[at - sign]) + AXIS);
}
