import type { AttackBatch, Trace } from "../../attacks/index.ts";
import { argmax } from "../core/argmax.ts";
import { softmaxRows } from "../core/predictions.ts";

/** One example, as it was and as the attack left it. */
export interface AttackedExample {
  /** Index in the data set. */
  readonly index: number;
  readonly label: number;
  readonly clean: number;
  readonly attacked: number;
  /** Probability of the label before and after. */
  readonly confidence: readonly [number, number];
  /** Steps or queries after which it was first fooled; 0: without one; -1: never. */
  readonly brokenAfter: number;
  /** Smallest epsilon of the curve at which it is wrong; absent where there is none. */
  readonly brokenAt?: number | undefined;
}

/** An example's images, [0, 1] row-major, and the probabilities that the network gave them. */
export interface Exhibit {
  readonly example: AttackedExample;
  readonly original: Float32Array;
  readonly adversarial: Float32Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** What a network said of the images before and after an attack, and the images that it left. */
interface Looks {
  readonly clean: Float32Array;
  readonly attacked: Float32Array;
  readonly adversarial: Float32Array;
}

/** Every example, as the attack left it. */
export function describeExamples(
  { labels, indices, model: { classes } }: AttackBatch,
  cleanLogits: Float32Array,
  logits: Float32Array,
  trace: Trace,
  curve: readonly { readonly epsilon: number; readonly outcomes: Uint8Array }[],
): readonly AttackedExample[] {
  const [clean, attacked] = [cleanLogits, logits].map((of) => answersOf(of, classes));
  const [before, after] = [cleanLogits, logits].map((of) => softmaxRows(of, classes));
  const rising = curve.toSorted((a, b) => a.epsilon - b.epsilon);
  return Array.from(
    labels,
    (label, row): AttackedExample => ({
      index: indices[row],
      label,
      clean: clean[row],
      attacked: attacked[row],
      confidence: [before[row * classes + label], after[row * classes + label]],
      brokenAfter: trace.brokenAfter[row],
      brokenAt: rising.find(({ outcomes }) => outcomes[row] === 0)?.epsilon,
    }),
  );
}

/**
 * Rows of the examples that were right and are no longer (targeted: that now are the target), those that took the
 * fewest steps first, then those that took the smallest epsilon, then by index.
 */
export function brokenFirst(examples: readonly AttackedExample[], target?: number): readonly number[] {
  const broken = (example: AttackedExample) =>
    example.clean === example.label &&
    (target === undefined ? example.attacked !== example.label : example.attacked === target);
  const steps = ({ brokenAfter }: AttackedExample) => (brokenAfter < 0 ? Number.POSITIVE_INFINITY : brokenAfter);
  return [...examples.keys()]
    .filter((i) => broken(examples[i]))
    .sort(
      (a, b) =>
        steps(examples[a]) - steps(examples[b]) ||
        (examples[a].brokenAt ?? 0) - (examples[b].brokenAt ?? 0) ||
        examples[a].index - examples[b].index,
    );
}

/** The images of these rows, and what the network thought of them. */
export function exhibitsOf(
  { images, model, labels: { length: count } }: AttackBatch,
  { clean, attacked, adversarial }: Looks,
  examples: readonly AttackedExample[],
  rows: readonly number[],
): readonly Exhibit[] {
  const probabilities = [clean, attacked].map((of) => softmaxRows(of, model.classes));
  return rows.map((row): Exhibit => {
    const [original, changed] = [images, adversarial].map((of) => slice(of, row, count));
    const [before, after] = probabilities.map((of) => slice(of, row, count));
    return { example: examples[row], original, adversarial: changed, before, after };
  });
}

/** The class that each row of logits says. */
export function answersOf(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, row) => argmax(logits, row, classes));
}

function slice<Values extends Float32Array | Float64Array>(values: Values, row: number, rows: number): Values {
  const width = values.length / rows;
  return values.slice(row * width, (row + 1) * width) as Values;
}
