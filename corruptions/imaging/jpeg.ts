import { requantizeBlock } from "./jpeg-block.ts";
import { blockPlane, doubled, halved, type Plane } from "./jpeg-chroma.ts";
import { quantizationTables } from "./jpeg-tables.ts";

// Coefficients of YCbCr (JFIF) in 16-bit fixed point, as libjpeg's jccolor.c and jdcolor.c have them.
const BITS = 16;
const HALF = 1 << (BITS - 1);
const fixed = (value: number) => Math.floor(value * 2 ** BITS + 0.5);
const [Y_RED, Y_GREEN, Y_BLUE] = [fixed(0.299), fixed(0.587), fixed(0.114)];
const [CB_RED, CB_GREEN, CB_BLUE] = [-fixed(0.16874), -fixed(0.33126), fixed(0.5)];
const [CR_RED, CR_GREEN, CR_BLUE] = [fixed(0.5), -fixed(0.41869), -fixed(0.08131)];
const [RED_CR, GREEN_CR, GREEN_CB, BLUE_CB] = [fixed(1.402), -fixed(0.71414), -fixed(0.34414), fixed(1.772)];
const CENTRE = (128 << BITS) + HALF - 1;

/**
 * An RGB image after one JPEG compression and decompression, as libjpeg does them by default: YCbCr, chroma halved in
 * both directions (4:2:0), accurate integer transform, "fancy" upsampling. Entropy coding is lossless and not done.
 *
 * @param pixels row-major [height, width, 3]
 * @param quality 1 (worst) ... 100
 */
export function jpegRoundTrip(pixels: Uint8Array, height: number, width: number, quality: number): Uint8Array {
  const { luma: lumaSteps, chroma: chromaSteps } = quantizationTables(quality);
  const count = height * width;
  const luma = blockPlane(height, width);
  const cb = new Uint8Array(count);
  const cr = new Uint8Array(count);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const red = pixels[3 * i];
      const green = pixels[3 * i + 1];
      const blue = pixels[3 * i + 2];
      luma.samples[row * luma.stride + column] = (Y_RED * red + Y_GREEN * green + Y_BLUE * blue + HALF) >> BITS;
      cb[i] = (CB_RED * red + CB_GREEN * green + CB_BLUE * blue + CENTRE) >> BITS;
      cr[i] = (CR_RED * red + CR_GREEN * green + CR_BLUE * blue + CENTRE) >> BITS;
    }
  }
  continueEdges(luma, height, width);
  requantize(luma, lumaSteps);
  const upsampled = (channel: Uint8Array) => {
    const half = halved(channel, height, width);
    requantize(half, chromaSteps);
    return doubled(half, height, width);
  };
  return toRgb(luma, upsampled(cb), upsampled(cr), height, width);
}

function requantize({ samples, stride, rows }: Plane, steps: Int32Array): void {
  const block = new Int32Array(64);
  for (let row = 0; row < rows; row += 8) {
    for (let column = 0; column < stride; column += 8) {
      requantizeBlock(samples, row * stride + column, stride, steps, block);
    }
  }
}

/** Repeats the last column and row into the padding. */
function continueEdges({ samples, stride, rows }: Plane, height: number, width: number): void {
  for (let row = 0; row < height; row++) {
    samples.fill(samples[row * stride + width - 1], row * stride + width, (row + 1) * stride);
  }
  for (let row = height; row < rows; row++) samples.copyWithin(row * stride, (row - 1) * stride, row * stride);
}

function toRgb(luma: Plane, cb: Uint8Array, cr: Uint8Array, height: number, width: number): Uint8Array {
  const pixels = new Uint8ClampedArray(height * width * 3);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const y = luma.samples[row * luma.stride + column];
      const blueness = cb[i] - 128;
      const redness = cr[i] - 128;
      pixels[3 * i] = y + ((RED_CR * redness + HALF) >> BITS);
      pixels[3 * i + 1] = y + ((GREEN_CB * blueness + GREEN_CR * redness + HALF) >> BITS);
      pixels[3 * i + 2] = y + ((BLUE_CB * blueness + HALF) >> BITS);
    }
  }
  return new Uint8Array(pixels.buffer);
}
