import { roundHalfEven } from "./clipped-zoom.ts";
import { mirroredIndex } from "./mirrored-index.ts";

/** x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
export type Point = readonly [x: number, y: number];
export type Triangle = readonly [Point, Point, Point];

/** The affine map that takes three points to three others. */
export function affineBetween([from0, from1, from2]: Triangle, [to0, to1, to2]: Triangle): Affine {
  const [ux, uy] = [from1[0] - from0[0], from1[1] - from0[1]];
  const [vx, vy] = [from2[0] - from0[0], from2[1] - from0[1]];
  const determinant = ux * vy - uy * vx;
  const row = (axis: 0 | 1): [number, number, number] => {
    const du = to1[axis] - to0[axis];
    const dv = to2[axis] - to0[axis];
    const alongX = (du * vy - dv * uy) / determinant;
    const alongY = (dv * ux - du * vx) / determinant;
    return [alongX, alongY, to0[axis] - alongX * from0[0] - alongY * from0[1]];
  };
  return [...row(0), ...row(1)];
}

const { fround } = Math;
const COORDINATE_BITS = 10;
const FRACTION_BITS = 5;

/**
 * The image moved by an affine map, bilinear, mirrored at the edges. As OpenCV's warpAffine: positions in fixed point
 * of 10 bits, of which 5 bits of fraction choose the weights.
 *
 * @param values row-major [height, width, 3], rounded to single precision like the result
 */
export function affineWarped(values: Float64Array, height: number, width: number, forward: Affine): Float64Array {
  const [a, b, c, d, e, f] = inverse(forward);
  const one = 1 << COORDINATE_BITS;
  const rounding = one >> (FRACTION_BITS + 1);
  const fractions = 1 << FRACTION_BITS;
  const shift = COORDINATE_BITS - FRACTION_BITS;
  const xOf = Int32Array.from({ length: width }, (_, column) => roundHalfEven(a * column * one));
  const yOf = Int32Array.from({ length: width }, (_, column) => roundHalfEven(d * column * one));
  const warped = new Float64Array(values.length);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const x0 = roundHalfEven((b * row + c) * one) + rounding;
    const y0 = roundHalfEven((e * row + f) * one) + rounding;
    for (let column = 0; column < width; column++) {
      const x = (x0 + xOf[column]) >> shift;
      const y = (y0 + yOf[column]) >> shift;
      const right = (x & (fractions - 1)) / fractions;
      const below = (y & (fractions - 1)) / fractions;
      const left0 = mirroredIndex(x >> FRACTION_BITS, width) * 3;
      const left1 = mirroredIndex((x >> FRACTION_BITS) + 1, width) * 3;
      const top0 = mirroredIndex(y >> FRACTION_BITS, height) * width * 3;
      const top1 = mirroredIndex((y >> FRACTION_BITS) + 1, height) * width * 3;
      const weight00 = (1 - below) * (1 - right);
      const weight01 = (1 - below) * right;
      const weight10 = below * (1 - right);
      const weight11 = below * right;
      for (let channel = 0; channel < 3; channel++) {
        // Rounded after each operation, as single-precision arithmetic does.
        let sum = fround(values[top0 + left0 + channel] * weight00);
        sum = fround(sum + fround(values[top0 + left1 + channel] * weight01));
        sum = fround(sum + fround(values[top1 + left0 + channel] * weight10));
        warped[at++] = fround(sum + fround(values[top1 + left1 + channel] * weight11));
      }
    }
  }
  return warped;
}

function inverse([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const scale = determinant === 0 ? 0 : 1 / determinant;
  const [ia, ib, id, ie] = [e * scale, -b * scale, -d * scale, a * scale];
  return [ia, ib, -ia * c - ib * f, id, ie, -id * c - ie * f];
}
