import { CHANNELS } from "../src/core/image.ts";
import { linf } from "./norms/linf.ts";
import { placeSquare, randomSign, type SquareMoves } from "./square-moves.ts";

/**
 * Under L-infinity the search stays at corners of the ball: it starts with vertical stripes of +-epsilon, a sign for
 * each column and channel, and then sets squares to +-epsilon, a sign for each channel (algorithm 2 of the source).
 */
export const linfMoves: SquareMoves = {
  smallest: 1,
  start(x, clean, { height, width }, ball, random) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < (ball.channels ?? CHANNELS); channel++) {
        const change = randomSign(random) * ball.epsilon * ball.unit[channel];
        for (let row = 0; row < height; row++) {
          const i = (row * width + column) * CHANNELS + channel;
          x[i] = clean[i] + change;
        }
      }
    }
    linf.project(x, clean, ball);
  },
  move(x, clean, extent, side, ball, random) {
    const { top, left } = placeSquare(side, extent, random);
    for (let channel = 0; channel < (ball.channels ?? CHANNELS); channel++) {
      const change = randomSign(random) * ball.epsilon * ball.unit[channel];
      for (let row = top; row < top + side; row++) {
        for (let column = left; column < left + side; column++) {
          const i = (row * extent.width + column) * CHANNELS + channel;
          x[i] = clean[i] + change;
        }
      }
    }
    linf.project(x, clean, ball);
  },
};
