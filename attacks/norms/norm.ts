import type { Random } from "../../src/core/random.ts";
import type { Ball } from "../ball.ts";

export type NormId = "linf" | "l2";

/**
 * A way to measure a perturbation. Sizes are in epsilon's units: a change of pixel `d` of channel c counts as
 * d / ball.unit[c]. Everything works on one image, row-major [height, width, 3], in place.
 */
export interface Norm {
  readonly id: NormId;
  readonly title: string;
  /**
   * x <- x + size x the direction of norm one along which a loss with this gradient grows fastest. Not projected.
   * Where the gradient says nothing (zero, not a number) x stays.
   */
  climb(x: Float32Array, gradient: Float32Array, size: number, ball: Ball): void;
  /** x <- the nearest point of the ball around `clean`, then of the box. */
  project(x: Float32Array, clean: Float32Array, ball: Ball): void;
  /** x <- a uniform draw from the ball around `clean`, then into the box. */
  scatter(x: Float32Array, clean: Float32Array, ball: Ball, random: Random): void;
  /** Size of x - clean. */
  distance(x: Float32Array, clean: Float32Array, ball: Ball): number;
}
