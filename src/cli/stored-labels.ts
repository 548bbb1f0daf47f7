import type { Predictions } from "../../metrics/index.ts";
import { argmax } from "../core/argmax.ts";
import { counted } from "../core/counted.ts";
import { InputError } from "../core/error.ts";
import { isMuchBetter } from "../core/much-better.ts";
import { percent } from "../core/percent.ts";

/** @throws InputError where labels count from 1: the largest is no class, and none is 0 */
export function requireLabels(
  labels: Float64Array,
  { path, classes }: { readonly path: string; readonly classes: number },
): void {
  const [low, high] = labels.reduce<[number, number]>(
    ([least, most], label) => [Math.min(least, label), Math.max(most, label)],
    [Infinity, -Infinity],
  );
  if (low !== 1 || high !== classes) return;
  throw new InputError(path, {
    expected: `labels in 0...${classes - 1}`,
    got: `labels in 1...${classes}`,
    remedy: "They count from 1: subtract 1 from each.",
  });
}

/** Whether some labels have a probability of 0, a sentence: the likelihood is then infinitely bad. */
export function impossibleLabels(
  { probabilities, labels, count, classes }: Predictions,
  path: string,
): readonly string[] {
  let none = 0;
  for (let row = 0; row < count; row++) if (probabilities[row * classes + labels[row]] === 0) none++;
  if (none === 0) return [];
  return [
    `${counted(none, "label")} of ${path} ${none === 1 ? "has" : "have"} a probability of exactly 0: NLL is infinite.`,
  ];
}

/** Whether labels that count from another number would fit the answers much better, a sentence; nothing where not. */
export function labelDoubt({ probabilities, labels, count, classes }: Predictions, path: string): readonly string[] {
  const accuracy = (shift: number): number => {
    let right = 0;
    for (let row = 0; row < count; row++) if (argmax(probabilities, row, classes) === labels[row] + shift) right++;
    return right / count;
  };
  const own = accuracy(0);
  for (const [shift, what] of [
    [-1, "one less: do they count from 1?"],
    [1, "one more: has the model a class in front that the labels leave out (a background)?"],
  ] as const) {
    const other = accuracy(shift);
    if (!isMuchBetter(other, own, count)) continue;
    return [
      `the accuracy is ${percent(own)} with the labels of ${path} as they are, and ${percent(other)} with each ${what}`,
    ];
  }
  return [];
}
