import type { StoredMap } from "../result/explain-result.ts";
import { type ClassActivationMap, peakOf } from "./grad-cam.ts";

/** A map as results keep it: rectified, a byte for each place, with the peak that the bytes are a share of. */
export function storedMap(map: ClassActivationMap, label: number, score: number): StoredMap {
  const peak = peakOf(map);
  const bytes = Uint8Array.from(map.raw, (value) => (peak === 0 ? 0 : Math.round((Math.max(value, 0) / peak) * 255)));
  return { class: label, score, peak, values: Buffer.from(bytes).toString("base64") };
}
