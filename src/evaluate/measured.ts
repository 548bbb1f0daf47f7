import type { Measurement } from "../result/safety-result.ts";

/** A condition's figures, and its arrays of the per-example file (.npy) by name. */
export interface Measured {
  readonly measurement: Measurement;
  readonly arrays: Readonly<Record<string, Uint8Array>>;
}
