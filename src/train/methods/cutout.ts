import { z } from "zod";
import { CHANNELS } from "../../core/image.ts";
import type { Random } from "../../core/random.ts";
import type { Batch } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import type { Mixing } from "./mixing.ts";

/**
 * Erases one square per image. Its centre is any pixel with equal chance, so that it may reach over the border and
 * erase less (DeVries and Taylor 2017). Erased pixels become 0 after normalisation: the data set's mean colour.
 */
export const cutout = {
  options: z.object({
    /** Side of the square in pixels: the source's choice for CIFAR-100 is 8, for CIFAR-10 16. */
    cutoutSize: z.int().min(1).default(8),
  }),
  mix(batch: Batch, { cutoutSize }: { readonly cutoutSize: number }, random: Random): Float32Array {
    const pixels = batch.height * batch.width * CHANNELS;
    batch.branches.forEach((images, branch) => {
      for (let i = 0; i < batch.count; i++) {
        const draw = random.fork("cutout", branch, i);
        const row = draw.integer(batch.height);
        const column = draw.integer(batch.width);
        erase(images.subarray(i * pixels, (i + 1) * pixels), batch, { row, column, size: cutoutSize });
      }
    });
    return oneHotTargets(batch);
  },
} satisfies Mixing;

/** Zeroes the square of this size around a pixel, rows row - floor(size / 2) ... of `size` rows, in place. */
export function erase(
  image: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  { row, column, size }: { readonly row: number; readonly column: number; readonly size: number },
): void {
  const top = row - Math.floor(size / 2);
  const left = Math.max(0, column - Math.floor(size / 2));
  const right = Math.min(width, column - Math.floor(size / 2) + size);
  for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
    image.fill(0, (y * width + left) * CHANNELS, (y * width + right) * CHANNELS);
  }
}
