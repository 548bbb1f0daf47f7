import { CHANNELS } from "../src/core/image.ts";
import type { Random } from "../src/core/random.ts";
import { l2 } from "./norms/l2.ts";
import { type Place, placeSquare, randomSign, type SquareMoves } from "./square-moves.ts";

/**
 * Under L2 the search moves budget about: it starts with a grid of two-sided bumps, and then adds a bump to one square,
 * paid for by what another square held and by what is left of the budget (algorithm 3 of the source, per channel).
 */
export const l2Moves: SquareMoves = {
  smallest: 3,
  start(x, clean, extent, ball, random) {
    const { height, width } = extent;
    const { channels = CHANNELS } = ball;
    const side = Math.max(1, Math.floor(Math.min(height, width) / GRID));
    const change = new Float64Array(x.length);
    for (let top = 0; top + side <= height; top += side) {
      for (let left = 0; left + side <= width; left += side) {
        const shape = bump(side, random);
        for (let channel = 0; channel < channels; channel++) {
          const sign = randomSign(random);
          indicesOf({ top, left, side }, width, channel).forEach((i, k) => {
            change[i] = sign * shape[k];
          });
        }
      }
    }
    const scale = ball.epsilon / length(change);
    for (let i = 0; i < x.length; i++) x[i] = clean[i] + change[i] * scale * ball.unit[i % CHANNELS];
    l2.project(x, clean, ball);
  },
  move(x, clean, extent, side, ball, random) {
    const change = Float64Array.from(x, (value, i) => (value - clean[i]) / ball.unit[i % CHANNELS]);
    const unused = Math.max(0, ball.epsilon ** 2 - length(change) ** 2);
    const target = placeSquare(side, extent, random);
    const source = placeSquare(side, extent, random);
    const shape = bump(side, random);
    const { channels = CHANNELS } = ball;
    for (let channel = 0; channel < channels; channel++) {
      const into = indicesOf(target, extent.width, channel);
      const from = indicesOf(source, extent.width, channel);
      const held = new Set([...into, ...from]);
      const available = Math.sqrt([...held].reduce((sum, i) => sum + change[i] ** 2, 0) + unused / channels);
      const sign = randomSign(random);
      const before = length(into.map((i) => change[i]));
      const sum = into.map((i, k) => sign * shape[k] + (before > 0 ? change[i] / before : 0));
      // Where the old and the new cancel, the new alone.
      const direction = length(sum) > CANCELLED ? sum : into.map((_, k) => sign * shape[k]);
      const size = length(direction);
      for (const i of from) change[i] = 0;
      into.forEach((i, k) => {
        change[i] = (direction[k] / size) * available;
      });
    }
    for (let i = 0; i < x.length; i++) x[i] = clean[i] + change[i] * ball.unit[i % CHANNELS];
    l2.project(x, clean, ball);
  },
};

const CANCELLED = 1e-6;

/** The first image has this many bumps along its shorter side, as in the source. */
const GRID = 5;

/**
 * A square pattern of length one: a pyramid up in one half and a pyramid down in the other, standing or lying by
 * chance (equation 2 of the source).
 */
export function bump(side: number, random: Random): Float64Array {
  const half = Math.floor(side / 2);
  const lying = random.integer(2) === 0;
  const pattern = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = row < half ? pyramid(row, column, half, side) : -pyramid(row - half, column, side - half, side);
      pattern[lying ? column * side + row : row * side + column] = value;
    }
  }
  const norm = length(pattern);
  return pattern.map((value) => value / norm);
}

/** Height at a place of a pyramid over rows x columns: the sum of 1 / (j + 1)^2 over the nested squares j around it. */
function pyramid(row: number, column: number, rows: number, columns: number): number {
  const [middleRow, middleColumn] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  let height = 0;
  const inner = Math.max(Math.abs(row - middleRow), Math.abs(column - middleColumn));
  for (let j = inner; j <= Math.max(middleRow, middleColumn); j++) height += 1 / (j + 1) ** 2;
  return height;
}

function indicesOf({ top, left, side }: Place, width: number, channel: number): number[] {
  return Array.from(
    { length: side * side },
    (_, k) => ((top + Math.floor(k / side)) * width + left + (k % side)) * CHANNELS + channel,
  );
}

function length(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}
