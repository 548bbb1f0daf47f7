import type { AttackBatch, Trace } from "../../attacks/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { softmaxRows } from "../core/predictions.ts";
import type { AttackedExample } from "../result/attack-result.ts";
import type { Exhibit } from "../result/exhibit.ts";
import { answersOf } from "./answers.ts";

/** What a network said of the images before and after an attack, and the images that it left. */
interface Looks {
  readonly clean: Float32Array;
  readonly attacked: Float32Array;
  readonly adversarial: Float32Array;
}

/**
 * Every example, as the attack left it.
 *
 * @param exampleId which example of the data on disk a record is
 */
export function describeExamples(
  { labels, indices, model: { classes } }: AttackBatch,
  exampleId: Dataset["exampleId"],
  cleanLogits: Float32Array,
  logits: Float32Array,
  trace: Trace,
  curve: readonly { readonly epsilon: number; readonly correct: Uint8Array }[],
): readonly AttackedExample[] {
  const [clean, attacked] = [cleanLogits, logits].map((of) => answersOf(of, classes));
  const [before, after] = [cleanLogits, logits].map((of) => softmaxRows(of, classes));
  const rising = curve.toSorted((a, b) => a.epsilon - b.epsilon);
  return Array.from(
    labels,
    (label, row): AttackedExample => ({
      ...exampleId(indices[row]),
      label,
      clean: clean[row],
      attacked: attacked[row],
      confidence: [before[row * classes + label], after[row * classes + label]],
      brokenAfter: trace.brokenAfter[row],
      brokenAt: rising.find(({ correct }) => correct[row] === 0)?.epsilon,
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

function slice<Values extends Float32Array | Float64Array>(values: Values, row: number, rows: number): Values {
  const width = values.length / rows;
  return values.slice(row * width, (row + 1) * width) as Values;
}
