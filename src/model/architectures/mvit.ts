import { InputError } from "../../core/error.ts";
import { multiscaleTransformer } from "../../network/multiscale-transformer.ts";
import type { Architecture } from "../architecture.ts";

/** Blocks, and at which of them the width doubles (configs/MVITv2_T.yaml and MVITv2_S.yaml). */
const SIZES = {
  t: { name: "T", blocks: 10, doubling: [1, 3, 8] },
  s: { name: "S", blocks: 16, doubling: [1, 3, 14] },
} as const;

/** Below this the last stage would have no position left. */
const SMALLEST_SIDE = 32;

/** MViTv2 without class token, for square images: at 224 as published, at 32 with 8 x 8 tokens and a last stage of one. */
export function mvitV2<Size extends keyof typeof SIZES>(size: Size) {
  const { name, blocks, doubling } = SIZES[size];
  return {
    id: `mvitv2-${size}` as const,
    title: `MViTv2-${name} (${blocks} blocks, 96 to 768 features)`,
    source: "Li et al. 2022; facebookresearch/mvit",
    initialization: "transformer",
    side: 224,
    network(classes, { height, width } = { height: 224, width: 224 }) {
      if (height !== width || height < SMALLEST_SIDE || height % SMALLEST_SIDE !== 0) {
        throw new InputError("images", {
          expected: `squares whose side is a multiple of ${SMALLEST_SIDE}, for mvitv2-${size}`,
          got: `${height} x ${width}`,
        });
      }
      return multiscaleTransformer({ blocks, doubling, side: height, classes });
    },
  } satisfies Architecture;
}
