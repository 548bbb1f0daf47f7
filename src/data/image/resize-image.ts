import { CHANNELS, type Image } from "../../core/image.ts";

/** The largest square around the middle; where it cannot lie exactly there, it lies half a pixel to the left or top. */
export function centredSquare(image: Image): Image {
  const side = Math.min(image.width, image.height);
  if (side === image.width && side === image.height) return image;
  const [left, top] = [Math.floor((image.width - side) / 2), Math.floor((image.height - side) / 2)];
  const pixels = new Uint8Array(side * side * CHANNELS);
  for (let row = 0; row < side; row++) {
    const start = ((top + row) * image.width + left) * CHANNELS;
    pixels.set(image.pixels.subarray(start, start + side * CHANNELS), row * side * CHANNELS);
  }
  return { pixels, height: side, width: side };
}

/** Weights are whole numbers of 2^-22, as in Pillow (Resample.c, PRECISION_BITS): products with 8 bits fit 32. */
const ONE = 2 ** 22;

/**
 * Bilinear resizing that widens its triangle by the scale where an image becomes smaller, so that every pixel counts:
 * the same pixels as Pillow's `resize((width, height), Image.Resampling.BILINEAR)`, which is torchvision's `Resize` on
 * files.
 *
 * Along each axis, output i is sum_j w_ij x_j with w_ij = t((j + 0.5 - c_i) / s) / sum_k t((k + 0.5 - c_i) / s),
 * t(u) = max(0, 1 - |u|), centre c_i = (i + 0.5) n / m for n pixels that become m, and s = max(1, n / m). First along
 * rows, rounded to 8 bits, then along columns. (Pillow 13 begins with columns where their number of rows falls and rows
 * become longer, which no image does that is made square.)
 */
export function resizeImage(image: Image, height: number, width: number): Image {
  const wide = width === image.width ? image : { ...image, width, pixels: resizeRows(image, width) };
  if (height === image.height) return wide;
  const { pixels } = wide;
  const resized = new Uint8Array(height * width * CHANNELS);
  const row = width * CHANNELS;
  for (const [to, { first, weights }] of kernel(image.height, height).entries()) {
    for (let at = 0; at < row; at++) {
      let sum = ONE / 2;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * pixels[(first + k) * row + at];
      resized[to * row + at] = sum / ONE;
    }
  }
  return { pixels: resized, height, width };
}

function resizeRows({ pixels, height, width: from }: Image, width: number): Uint8Array {
  const resized = new Uint8Array(height * width * CHANNELS);
  const taps = kernel(from, width);
  for (let row = 0; row < height; row++) {
    for (let to = 0; to < width; to++) {
      const { first, weights } = taps[to];
      const start = (row * from + first) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        let sum = ONE / 2;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * pixels[start + k * CHANNELS + channel];
        resized[(row * width + to) * CHANNELS + channel] = sum / ONE;
      }
    }
  }
  return resized;
}

/** For each of the new pixels: the first old one that counts, and the weights from there on, in units of 1 / ONE. */
function kernel(from: number, to: number): readonly { readonly first: number; readonly weights: Float64Array }[] {
  const scale = from / to;
  const support = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    // Pillow rounds to the nearest pixel; what lies outside of the triangle has weight 0.
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k - centre + 0.5) * (1 / support))),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => Math.trunc(0.5 + (weight / sum) * ONE)) };
  });
}
