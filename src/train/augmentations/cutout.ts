import { z } from "zod";
import { CHANNELS } from "../../core/image.ts";
import { defineAugmentation } from "../augmentation.ts";

/**
 * Erases one square per image. Its centre is any pixel with equal chance, so that it may reach over the border and
 * erase less. Erased pixels become 0 after normalisation: the data set's mean colour.
 */
export const cutout = defineAugmentation({
  id: "cutout",
  title: "a square of each image is erased (CutOut)",
  source: "DeVries and Taylor 2017",
  mixes: false,
  options: z.object({
    // The source's choice for CIFAR-100; for CIFAR-10 it is 16.
    cutoutSize: z.int().min(1).default(8).meta({
      value: "side",
      description: "side of the erased square in pixels; of an odd side, one less is erased, as in the authors' code",
    }),
  }),
  apply(batch, _targets, { cutoutSize }, random) {
    const pixels = batch.height * batch.width * CHANNELS;
    batch.branches.forEach((images, branch) => {
      for (let i = 0; i < batch.count; i++) {
        const draw = random.fork(branch, i);
        const centre = { row: draw.integer(batch.height), column: draw.integer(batch.width) };
        erase(images.subarray(i * pixels, (i + 1) * pixels), batch, centre, cutoutSize);
      }
    });
  },
});

/**
 * Zeroes the rows from r - h up to but without r + h around a centre (r, c), columns likewise, with h = floor(side / 2),
 * in place. So an odd side erases one row and column less (uoguelph-mlrg/Cutout, util/cutout.py).
 */
export function erase(
  image: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  { row, column }: { readonly row: number; readonly column: number },
  side: number,
): void {
  const half = Math.floor(side / 2);
  const left = Math.max(0, column - half);
  const right = Math.min(width, column + half);
  for (let y = Math.max(0, row - half); y < Math.min(height, row + half); y++) {
    image.fill(0, (y * width + left) * CHANNELS, (y * width + right) * CHANNELS);
  }
}
