import { type Predictions, predictionsFromLogits } from "../../../metrics/index.ts";
import type { Random } from "../../../src/core/random.ts";

/** A population of five classes: a classifier that is right about three times in four and overconfident. */
export function drawPopulation(random: Random, count: number): Predictions {
  const classes = 5;
  const logits = new Float64Array(count * classes);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = random.integer(classes);
    // Difficulty differs from example to example, so that confidence tells right from wrong.
    const signal = 1 + 2.5 * random.uniform();
    for (let k = 0; k < classes; k++) logits[i * classes + k] = 4 * (random.normal() + (k === labels[i] ? signal : 0));
  }
  return predictionsFromLogits(logits, labels, classes);
}
