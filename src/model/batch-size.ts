import type { Network } from "./network.ts";

/** Images of 32 x 32 that are looked at together: ONNX Runtime is at its best rate, and little is padded. */
const MAX_IMAGES = 64;
/** Larger images are fewer, so that what backward passes keep of them stays about the same. */
const MAX_PIXELS = MAX_IMAGES * 32 * 32;
/** With many sessions each still gets so many: smaller batches are slower. */
const LEAST_PIXELS = 16 * 32 * 32;

/**
 * Images in a compiled batch of a network that looks at `count` images on so many sessions side by side, by the size that
 * it works on.
 */
export function batchSize({ height, width, resizedTo }: Network, count: number, sessions: number): number {
  const { height: rows, width: columns } = resizedTo ?? { height, width };
  const most = Math.floor(Math.max(MAX_PIXELS / sessions, LEAST_PIXELS) / (rows * columns));
  return Math.max(1, Math.min(most, Math.ceil(count / sessions)));
}
