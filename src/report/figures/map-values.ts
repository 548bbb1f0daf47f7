import type { StoredMap } from "../../result/explain-result.ts";

/** How maps are made comparable: each by its own peak, or all by the largest peak among them. */
export type MapScale = "per-image" | "shared";

/**
 * A stored map's values in [0, 1], row-major.
 *
 * @param sharedPeak the largest peak of the maps that are shown together, where they share a scale
 */
export function mapValues({ peak, values }: StoredMap, sharedPeak?: number): Float32Array {
  const factor = sharedPeak === undefined || sharedPeak === 0 ? 1 : peak / sharedPeak;
  return Float32Array.from(Buffer.from(values, "base64"), (byte) => (byte / 255) * factor);
}

/** The largest peak among maps. */
export function sharedPeakOf(maps: readonly StoredMap[]): number {
  return maps.reduce((most, { peak }) => Math.max(most, peak), 0);
}
