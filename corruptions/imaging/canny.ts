/** Edge states while edges are traced. */
const NO_EDGE = 0;
const WEAK = 1;
const EDGE = 2;
/** tan 22.5 degrees in 15-bit fixed point, by which OpenCV sorts gradients into four directions. */
const TANGENT_22 = 13573;

/**
 * Canny's edges: Sobel gradients (edges continued), |dx| + |dy|, kept where largest across the edge, and traced from
 * above `high` through neighbours above `low`. As OpenCV's Canny with aperture 3 and its default norm.
 *
 * @param values row-major [height, width]
 * @returns 1 on edges, 0 elsewhere
 */
export function cannyEdges(values: Uint8Array, height: number, width: number, low: number, high: number): Uint8Array {
  const { dx, dy } = sobel(values, height, width);
  // One pixel of zero magnitude all around, so that neighbours need no test.
  const stride = width + 2;
  const magnitude = new Int32Array(stride * (height + 2));
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      magnitude[(row + 1) * stride + column + 1] = Math.abs(dx[i]) + Math.abs(dy[i]);
    }
  }
  const state = new Uint8Array(magnitude.length);
  const traced: number[] = [];
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const at = (row + 1) * stride + column + 1;
      const strength = magnitude[at];
      if (strength <= low || !isRidge(magnitude, at, stride, dx[i], dy[i])) continue;
      state[at] = strength > high ? EDGE : WEAK;
      if (strength > high) traced.push(at);
    }
  }
  for (let at = traced.pop(); at !== undefined; at = traced.pop()) {
    for (const neighbour of [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1]) {
      if (state[at + neighbour] !== WEAK) continue;
      state[at + neighbour] = EDGE;
      traced.push(at + neighbour);
    }
  }
  const edges = new Uint8Array(height * width);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      edges[i] = state[(row + 1) * stride + column + 1] === EDGE ? 1 : NO_EDGE;
    }
  }
  return edges;
}

/** Whether the magnitude is largest along its gradient; a tie goes to the first of two, as in OpenCV. */
function isRidge(magnitude: Int32Array, at: number, stride: number, dx: number, dy: number): boolean {
  const strength = magnitude[at];
  const steepness = Math.abs(dy) * 32768;
  const shallow = Math.abs(dx) * TANGENT_22;
  if (steepness < shallow) return strength > magnitude[at - 1] && strength >= magnitude[at + 1];
  if (steepness > shallow + Math.abs(dx) * 65536) {
    return strength > magnitude[at - stride] && strength >= magnitude[at + stride];
  }
  const side = (dx ^ dy) < 0 ? -1 : 1;
  return strength > magnitude[at - stride - side] && strength > magnitude[at + stride + side];
}

function sobel(values: Uint8Array, height: number, width: number): { dx: Int32Array; dy: Int32Array } {
  const dx = new Int32Array(values.length);
  const dy = new Int32Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    const above = Math.max(0, row - 1) * width;
    const here = row * width;
    const below = Math.min(height - 1, row + 1) * width;
    for (let column = 0; column < width; column++, i++) {
      const left = Math.max(0, column - 1);
      const right = Math.min(width - 1, column + 1);
      const [nw, ne, sw, se] = [
        values[above + left],
        values[above + right],
        values[below + left],
        values[below + right],
      ];
      dx[i] = ne - nw + 2 * (values[here + right] - values[here + left]) + se - sw;
      dy[i] = sw - nw + 2 * (values[below + column] - values[above + column]) + se - ne;
    }
  }
  return { dx, dy };
}
