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

  const soft = softenedRows(softenedRows(disk, side, 1, radius, softening), side, side, radius, softening);
  const taps: KernelTap[] = [];
  soft.forEach((weight, i) => {
    if (weight !== 0) taps.push({ rows: Math.floor(i / side) - reach, columns: (i % side) - reach, weight });
  });
  return taps;
}

/** One direction of the softening: along rows with step 1, along columns with step `side`. */
function softenedRows(values: Float32Array, side: number, step: number, radius: number, sigma: number): Float32Array {
  const half = radius <= 8 ? 1 : 2;
  const raw = Array.from({ length: half + 1 }, (_, distance) => Math.exp(-(distance * distance) / (2 * sigma * sigma)));
  const total = raw.reduce((sum, weight, distance) => sum + (distance === 0 ? weight : 2 * weight), 0);
  const weights = Float32Array.from(raw, (weight) => weight / total);
  const softened = new Float32Array(values.length);
  const across = step === 1 ? side : 1;
  for (let line = 0; line < side; line++) {
    for (let i = 0; i < side; i++) {
      let sum = weights[0] * values[line * across + i * step];
      for (let distance = 1; distance <= half; distance++) {
        const before = values[line * across + mirroredIndex(i - distance, side) * step];
        const after = values[line * across + mirroredIndex(i + distance, side) * step];
        sum += weights[distance] * (before + after);
      }
      softened[line * across + i * step] = sum;
    }
  }
  return softened;
}
