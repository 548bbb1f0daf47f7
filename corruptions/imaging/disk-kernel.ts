import type { KernelTap } from "./correlate.ts";
import { mirroredIndex } from "./mirrored-index.ts";

/**
 * A disk of weights that sum to one, its edge softened by a small Gaussian, in single precision: the reference's
 * disk(), whose 3 x 3 (5 x 5 above radius 8) softening is OpenCV's GaussianBlur.
 *
 * @param radius of the disk, pixels
 * @param softening standard deviation of the Gaussian, pixels
 */
export function diskKernel(radius: number, softening: number): readonly KernelTap[] {
  const reach = Math.max(radius, 8);
  const side = 2 * reach + 1;
  const disk = new Float32Array(side * side);
  let inside = 0;
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      if (row * row + column * column > radius * radius) continue;
      disk[(row + reach) * side + column + reach] = 1;
      inside++;
    }
  }
  for (let i = 0; i < disk.length; i++) disk[i] /= inside;

  const weights = softeningWeights(radius, softening);
  const across = softened(disk, side, 1, weights, weights.length === 2);
  const soft = softened(across, side, side, weights, false);
  const taps: KernelTap[] = [];
  soft.forEach((weight, i) => {
    if (weight !== 0) taps.push({ rows: Math.floor(i / side) - reach, columns: (i % side) - reach, weight });
  });
  return taps;
}

/** Weights at distance 0, 1 (and 2 above radius 8) from the centre. */
function softeningWeights(radius: number, sigma: number): Float32Array {
  const half = radius <= 8 ? 1 : 2;
  const raw = Array.from({ length: half + 1 }, (_, distance) => Math.exp(-(distance * distance) / (2 * sigma * sigma)));
  const total = raw.reduce((sum, weight, distance) => sum + (distance === 0 ? weight : 2 * weight), 0);
  return Float32Array.from(raw, (weight) => weight / total);
}

/**
 * One direction of the softening: across with step 1, down with step `side`. The order of OpenCV's fused
 * multiply-adds matters to the last bit, and the last bit to grey levels of smooth images, which lie on whole numbers:
 * the centre comes first, but last where three taps run across.
 */
function softened(
  values: Float32Array,
  side: number,
  step: number,
  weights: Float32Array,
  centreLast: boolean,
): Float32Array {
  const { fround } = Math;
  const result = new Float32Array(values.length);
  const lineStep = step === 1 ? side : 1;
  for (let line = 0; line < side; line++) {
    const at = (i: number) => values[line * lineStep + mirroredIndex(i, side) * step];
    for (let i = 0; i < side; i++) {
      let sum = centreLast ? 0 : fround(weights[0] * at(i));
      for (let distance = 1; distance < weights.length; distance++) {
        sum = fround(weights[distance] * fround(at(i - distance) + at(i + distance)) + sum);
      }
      result[line * lineStep + i * step] = centreLast ? fround(weights[0] * at(i) + sum) : sum;
    }
  }
  return result;
}
