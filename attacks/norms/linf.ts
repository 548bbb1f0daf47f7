import { CHANNELS } from "../../src/core/image.ts";
import type { Norm } from "./norm.ts";

/**
 * Largest change of any value. Steepest ascent is the gradient's sign.
 *
 * Sums are rounded to single precision where a compiled graph would round them, so that both give the same bits.
 */
export const linf: Norm = {
  id: "linf",
  title: "L-infinity",
  climb(x, gradient, size, { unit }) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const stride = Math.fround(size * unit[channel]);
      for (let i = channel; i < x.length; i += CHANNELS) {
        if (gradient[i] > 0) x[i] += stride;
        else if (gradient[i] < 0) x[i] -= stride;
      }
    }
  },
  project(x, clean, { epsilon, unit, lowest, highest }) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const reach = Math.fround(epsilon * unit[channel]);
      for (let i = channel; i < x.length; i += CHANNELS) {
        x[i] = Math.min(Math.max(x[i], clean[i] - reach, lowest), clean[i] + reach, highest);
      }
    }
  },
  scatter(x, clean, ball, random) {
    const { channels = CHANNELS } = ball;
    for (let i = 0; i < x.length; i++) {
      if (i % CHANNELS >= channels) continue;
      x[i] = clean[i] + (2 * random.uniform() - 1) * ball.epsilon * ball.unit[i % CHANNELS];
    }
    linf.project(x, clean, ball);
  },
  distance(x, clean, { unit }) {
    let largest = 0;
    for (let i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(x[i] - clean[i]) / unit[i % CHANNELS]);
    }
    return largest;
  },
};
