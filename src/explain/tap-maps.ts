import type { Tap } from "../model/tap.ts";
import type { ClassActivationMap } from "./grad-cam.ts";
import { gradCam } from "./grad-cam.ts";

/** The places of an image that a tap has: a map's, or those of the grid that its tokens stand for. */
export interface Positions {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Values before those of the first place: tokens that stand for no place. */
  readonly offset: number;
}

/** Undefined where the tap has no places. */
export function positionsOf({ kind, shape, grid }: Tap): Positions | undefined {
  if (kind === "spatial") {
    const [height, width, channels] = shape;
    return { height, width, channels, offset: 0 };
  }
  if (grid === undefined) return undefined;
  const channels = shape[1];
  return { height: grid.height, width: grid.width, channels, offset: grid.before * channels };
}

/**
 * Grad-CAM of each image from its activation and gradient at a tap.
 *
 * @param activation row-major [n, ...tap.shape]
 * @param gradient the same layout
 */
export function mapsOf(
  activation: Float32Array,
  gradient: Float32Array,
  count: number,
  { height, width, channels, offset }: Positions,
): readonly ClassActivationMap[] {
  const row = activation.length / count;
  const size = height * width * channels;
  return Array.from({ length: count }, (_, image) => {
    const start = image * row + offset;
    return gradCam({
      activation: activation.subarray(start, start + size),
      gradient: gradient.subarray(start, start + size),
      height,
      width,
      channels,
    });
  });
}
