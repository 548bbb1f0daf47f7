import type { Normalization } from "../core/classifier.ts";
import { CHANNELS } from "../core/image.ts";
import type { Random } from "../core/random.ts";

/** Pixels of black border from which the crop may take (the paper's recipe). */
const PADDING = 4;

/** Where a crop of the image's own size starts, in [-4, 4] each way, and whether it is mirrored. */
export interface Crop {
  readonly down: number;
  readonly right: number;
  readonly mirrored: boolean;
}

/** Uniform over the 9 x 9 crops of the padded image and the two mirrorings. */
export function drawCrop(random: Random): Crop {
  return {
    down: random.integer(2 * PADDING + 1) - PADDING,
    right: random.integer(2 * PADDING + 1) - PADDING,
    mirrored: random.integer(2) === 1,
  };
}

/** What each of the 256 values of a channel becomes: (value / 255 - mean) / std. */
export type NormalizationTable = readonly Float32Array[];

export function normalizationTable({ mean, std }: Normalization): NormalizationTable {
  return mean.map((average, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - average) / std[channel]),
  );
}

/**
 * Crops, mirrors and normalises one image. Pixels from beyond the border are black, as zero padding before
 * normalisation makes them (PyTorch's order: crop, mirror, normalise).
 *
 * @param source row-major [height, width, 3], in [0, 255]
 * @param target of the same shape, overwritten
 */
export function cropAndNormalize(
  source: Uint8Array,
  target: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  { down, right, mirrored }: Crop,
  [red, green, blue]: NormalizationTable,
): void {
  let to = 0;
  for (let y = 0; y < height; y++) {
    const fromY = y + down;
    const rowInside = fromY >= 0 && fromY < height;
    for (let x = 0; x < width; x++, to += CHANNELS) {
      const fromX = (mirrored ? width - 1 - x : x) + right;
      const inside = rowInside && fromX >= 0 && fromX < width;
      const from = (fromY * width + fromX) * CHANNELS;
      target[to] = red[inside ? source[from] : 0];
      target[to + 1] = green[inside ? source[from + 1] : 0];
      target[to + 2] = blue[inside ? source[from + 2] : 0];
    }
  }
}
