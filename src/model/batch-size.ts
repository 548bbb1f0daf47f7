import type { Network } from "./network.ts";

/** Images of 32 x 32 per pass: ONNX Runtime is at its best rate, and little is padded. */
const MAX_IMAGES = 64;
/** Larger images get fewer, so that what a backward pass keeps of them stays about the same. */
const MAX_PIXELS = MAX_IMAGES * 32 * 32;

/** Images per compiled batch of a network that looks at `count` images, by the size that it works on. */
export function batchSize({ height, width, resizedTo }: Network, count: number): number {
  const { height: rows, width: columns } = resizedTo ?? { height, width };
  return Math.max(1, Math.min(MAX_IMAGES, count, Math.floor(MAX_PIXELS / (rows * columns))));
}
