import { CHANNELS } from "../../src/core/image.ts";
import type { Norm } from "./norm.ts";

/** Euclidean length of the change. Steepest ascent is the gradient divided by its length. */
export const l2: Norm = {
  id: "l2",
  title: "L2",
  climb(x, gradient, size, { unit }) {
    const squared = unit.map((scale) => scale * scale);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += gradient[i] * gradient[i] * squared[i % CHANNELS];
    if (!(sum > 0 && Number.isFinite(sum))) return;
    const factor = size / Math.sqrt(sum);
    for (let i = 0; i < x.length; i++) x[i] += factor * squared[i % CHANNELS] * gradient[i];
  },
  project(x, clean, ball) {
    const length = l2.distance(x, clean, ball);
    const factor = length > ball.epsilon ? ball.epsilon / length : 1;
    for (let i = 0; i < x.length; i++) {
      // The box holds the clean image, so clipping to it only brings x nearer: the ball still holds.
      const value = factor === 1 ? x[i] : clean[i] + (x[i] - clean[i]) * factor;
      x[i] = Math.min(Math.max(value, ball.lowest), ball.highest);
    }
  },
  scatter(x, clean, ball, random) {
    const { channels = CHANNELS } = ball;
    const direction = Float64Array.from(x, (_, i) => (i % CHANNELS < channels ? random.normal() : 0));
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    const dimensions = (x.length * channels) / CHANNELS;
    const radius = ball.epsilon * random.uniform() ** (1 / dimensions);
    for (let i = 0; i < x.length; i++) {
      x[i] = clean[i] + ((radius * direction[i]) / length) * ball.unit[i % CHANNELS];
    }
    l2.project(x, clean, ball);
  },
  distance(x, clean, { unit }) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += ((x[i] - clean[i]) / unit[i % CHANNELS]) ** 2;
    return Math.sqrt(sum);
  },
};
