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
export function chamferDistance(sources: Uint8Array, height: number, width: number): Float32Array {
  const stride = width + 2 * BORDER;
  const map = new Int32Array(stride * (height + 2 * BORDER)).fill(FAR);
  const mask: readonly (readonly [offset: number, length: number])[] = [
    [-2 * stride - 1, KNIGHT],
    [-2 * stride + 1, KNIGHT],
    [-stride - 2, KNIGHT],
    [-stride - 1, DIAGONAL],
    [-stride, AXIS],
    [-stride + 1, DIAGONAL],
    [-stride + 2, KNIGHT],
    [-1, AXIS],
  ];
  const place = (row: number, column: number) => (row + BORDER) * stride + column + BORDER;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = place(row, column);
      if (sources[row * width + column] !== 0) {
        map[at] = 0;
        continue;
      }
      let nearest = FAR;
      for (const [offset, length] of mask) nearest = Math.min(nearest, map[at + offset] + length);
      map[at] = nearest;
    }
  }
  const distance = new Float32Array(height * width);
  for (let row = height - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--) {
      const at = place(row, column);
      let nearest = map[at];
      for (const [offset, length] of mask) nearest = Math.min(nearest, map[at - offset] + length);
      map[at] = nearest;
      distance[row * width + column] = nearest / ONE;
    }
  }
  return distance;
}
