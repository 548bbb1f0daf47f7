import { argmax } from "./argmax.ts";
import { counted } from "./counted.ts";
import { significant } from "./significant.ts";

/** How far apart two passes over the same images are. */
export interface AnswerDifference {
  readonly examples: number;
  /** Largest difference of a logit, relative to the largest logit of the first pass. */
  readonly difference: number;
  /** Images whose answer changed. */
  readonly changed: number;
}

/** Two passes over the same images, each row-major [n, classes]. Numbers that are not finite are not compared. */
export function answerDifference(first: Float32Array, second: Float32Array, classes: number): AnswerDifference {
  let [largest, difference, changed] = [0, 0, 0];
  first.forEach((value, i) => {
    const apart = Math.abs(value - second[i]);
    if (Number.isFinite(apart)) difference = Math.max(difference, apart);
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  });
  const examples = first.length / classes;
  for (let row = 0; row < examples; row++) {
    if (argmax(first, row, classes) !== argmax(second, row, classes)) changed++;
  }
  return { examples, difference: largest === 0 ? difference : difference / largest, changed };
}

/** As a part of a sentence: `differ by up to 12.5 % of the largest logit, and change 3 answers`. */
export function differenceInWords({ difference, changed }: AnswerDifference): string {
  return `differ by up to ${significant(difference * 100)} % of the largest logit, and change ${counted(changed, "answer")}`;
}
