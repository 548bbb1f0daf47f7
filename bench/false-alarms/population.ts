import { type Predictions, predictionsFromLogits } from "../../metrics/index.ts";
import type { Superclasses } from "../../src/core/dataset.ts";
import type { Random } from "../../src/core/random.ts";

const CLASSES = 10;

/** Two groups of five, for the metrics about relatives. */
export const superclasses: Superclasses = {
  names: ["first", "second"],
  of: Int32Array.from({ length: CLASSES }, (_, k) => Math.floor((2 * k) / CLASSES)),
};

/** How a simulated classifier sees: logits are sharpness times (evidence for the label + noise). */
interface Classifier {
  readonly evidence: number;
  readonly sharpness: number;
  /** Share of the noise's variance that is the classifier's own; the rest is the image's, the same for every classifier. */
  readonly own: number;
}

/** Two networks as they are trained on CIFAR-10: 90 and 89 % right, ECE 2 and 4 %, NLL 0.33 and 0.42, 7 % discordant. */
const PAIR: readonly [Classifier, Classifier] = [
  { evidence: 1, sharpness: 2.6, own: 0.3 },
  { evidence: 0.95, sharpness: 3.4, own: 0.4 },
];

export type PairOfPredictions = readonly [Predictions, Predictions];

/** Both networks on the same images, whose difficulty differs: many are easy, some hopeless. */
export function drawPair(random: Random, count: number): PairOfPredictions {
  const labels = new Int32Array(count);
  const logits = PAIR.map(() => new Float64Array(count * CLASSES));
  for (let i = 0; i < count; i++) {
    labels[i] = random.integer(CLASSES);
    const easiness = 6 * Math.sqrt(random.uniform());
    for (let k = 0; k < CLASSES; k++) {
      const shared = random.normal();
      for (const [c, { evidence, sharpness, own }] of PAIR.entries()) {
        const noise = Math.sqrt(1 - own) * shared + Math.sqrt(own) * random.normal();
        logits[c][i * CLASSES + k] = sharpness * ((k === labels[i] ? evidence * easiness : 0) + noise);
      }
    }
  }
  const [first, second] = logits.map((values) => predictionsFromLogits(values, labels, CLASSES));
  return [first, second];
}

/** These rows, of either network as `from` says. */
export function takeRows(pair: PairOfPredictions, rows: Int32Array, from: (place: number) => 0 | 1): Predictions {
  const copy = (part: "probabilities" | "logits") => {
    const values = new Float64Array(rows.length * CLASSES);
    for (const [place, row] of rows.entries()) {
      const source = pair[from(place)][part] as Float64Array;
      values.set(source.subarray(row * CLASSES, (row + 1) * CLASSES), place * CLASSES);
    }
    return values;
  };
  return {
    probabilities: copy("probabilities"),
    logits: copy("logits"),
    labels: Int32Array.from(rows, (row) => pair[0].labels[row]),
    count: rows.length,
    classes: CLASSES,
  };
}
