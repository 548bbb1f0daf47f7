import type { Random } from "../src/core/random.ts";
import type { Ball } from "./ball.ts";
import type { Extent } from "./square-schedule.ts";

/** How Square changes one image, in one norm. Both work in place. */
export interface SquareMoves {
  /** Smallest side of a square that makes sense. */
  readonly smallest: number;
  /** x <- where the search starts. */
  start(x: Float32Array, clean: Float32Array, extent: Extent, ball: Ball, random: Random): void;
  /** x <- x with a square of this side changed, using up the whole budget. */
  move(x: Float32Array, clean: Float32Array, extent: Extent, side: number, ball: Ball, random: Random): void;
}

/** A random place for a square of this side. */
export function placeSquare(side: number, { height, width }: Extent, random: Random) {
  return { top: random.integer(height - side + 1), left: random.integer(width - side + 1), side };
}
export type Place = ReturnType<typeof placeSquare>;

/** -1 or 1. */
export function randomSign(random: Random): number {
  return random.integer(2) === 0 ? -1 : 1;
}
