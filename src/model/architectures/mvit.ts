import { InputError } from "../../core/error.ts";
import { MULTISCALE_SIZES } from "../../import/architecture/families/multiscale-vit.ts";
import { multiscaleTransformer } from "../../network/multiscale-transformer.ts";
import type { Architecture } from "../architecture.ts";

/** Below this the last stage would have no position left. */
const SMALLEST_SIDE = 32;

/** MViTv2 without class token, for square images: at 224 as published, at 32 with 8 x 8 tokens and a last stage of one. */
export function mvitV2<Size extends keyof typeof MULTISCALE_SIZES>(size: Size) {
  const plan = MULTISCALE_SIZES[size];
  return {
    id: `mvitv2-${size}` as const,
    title: `MViTv2-${size.toUpperCase()} (${plan.blocks} blocks, ${plan.width} to ${8 * plan.width} features)`,
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
      return multiscaleTransformer({ ...plan, side: height, classes });
    },
  } satisfies Architecture;
}
