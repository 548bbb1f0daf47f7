import type { AttackedExample } from "./attack-result.ts";

/** An example's images, [0, 1] row-major, and the probabilities that the network gave them. */
export interface Exhibit {
  readonly example: AttackedExample;
  readonly original: Float32Array;
  readonly adversarial: Float32Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
}
