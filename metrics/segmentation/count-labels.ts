import { InputError } from "../../src/core/error.ts";

/** How labels in [0, 255] are read. */
export interface LabelRules {
  /** Number of classes, void not among them. */
  readonly classes: number;
  /** Labels of the truth that are void: what is there is not scored. Default 255. */
  readonly voids?: readonly number[];
  /** Class of each label of the truth in place of itself; one that has none is void if it is in `voids`, else refused. */
  readonly merge?: ReadonlyMap<number, number>;
  /** Whether the predictions hold the labels before `merge` too. Default: they hold classes. */
  readonly mergePredictions?: boolean;
  /**
   * What to do where no class was predicted (a void label, or a number beyond the classes). Code bases part here, so the
   * default is to refuse; `missed` counts such a pixel as missed by the class that is true, as mmsegmentation does.
   */
  readonly predictedVoid?: "refuse" | "missed";
}

const LABELS = 256;
const REFUSED = -1;

/**
 * Counts the pixels of an image by their true and their predicted class. The function that is returned is for one image
 * after the other.
 *
 * @returns function of truth and prediction [pixels] to pixels [truth, prediction], each of `classes + 1`, void last
 * @throws InputError where the lengths differ, or a label is neither a class nor void
 * @example
 * const count = labelCounter({ classes: 2 });
 * count([0, 0, 1, 255], [0, 1, 1, 1]) // [1, 1, 0, 0, 1, 0, 0, 1, 0]
 */
export function labelCounter(
  rules: LabelRules,
): (truth: ArrayLike<number>, predicted: ArrayLike<number>) => Float64Array {
  const { classes } = rules;
  if (!(Number.isInteger(classes) && classes >= 1 && classes <= LABELS)) {
    throw new InputError("classes", { expected: `a number of classes in 1...${LABELS}`, got: `${classes}` });
  }
  const truthClass = truthTable(rules);
  const predictedClass = predictedTable(rules, truthClass);
  const width = classes + 1;
  return (truth, predicted) => {
    if (truth.length !== predicted.length) {
      throw new InputError("prediction", {
        expected: `${truth.length} pixels, as the truth`,
        got: `${predicted.length}`,
      });
    }
    const counts = new Float64Array(width * width);
    for (let pixel = 0; pixel < truth.length; pixel++) {
      const row = truthClass[truth[pixel]] ?? REFUSED;
      const column = predictedClass[predicted[pixel]] ?? REFUSED;
      if (row === REFUSED) throw unknownTruth(truth[pixel], pixel, classes, rules);
      // What was predicted where nothing is scored does not matter.
      if (column === REFUSED && row !== classes) throw unknownPrediction(predicted[pixel], pixel, classes);
      counts[row * width + (column === REFUSED ? classes : column)]++;
    }
    return counts;
  };
}

function truthTable({ classes, voids = [255], merge }: LabelRules): Int16Array {
  const table = new Int16Array(LABELS).fill(REFUSED);
  for (let label = 0; label < LABELS; label++) {
    if (merge === undefined && label < classes) table[label] = label;
  }
  for (const [label, group] of merge ?? []) table[label] = group;
  for (const label of voids) table[label] = classes;
  return table;
}

function predictedTable(rules: LabelRules, truthClass: Int16Array): Int16Array {
  const { classes, mergePredictions = false, predictedVoid = "refuse" } = rules;
  return Int16Array.from({ length: LABELS }, (_, label) => {
    const group = mergePredictions ? truthClass[label] : label < classes ? label : REFUSED;
    const known = group !== REFUSED && group < classes;
    return known ? group : predictedVoid === "missed" ? classes : REFUSED;
  });
}

function unknownTruth(label: number, pixel: number, classes: number, { voids = [255], merge }: LabelRules): InputError {
  const known = merge === undefined ? `a class in 0...${classes - 1}` : "a label that is merged into a class";
  return new InputError(`truth, pixel ${pixel}`, {
    expected: `${known}, or void (${voids.join(", ")})`,
    got: `${label}`,
    remedy: "If that label is not to be scored, say that it is void; if it is a class, there are more classes.",
  });
}

function unknownPrediction(label: number, pixel: number, classes: number): InputError {
  return new InputError(`prediction, pixel ${pixel}`, {
    expected: `a class in 0...${classes - 1}`,
    got: `${label}`,
    remedy: "If that stands for no class, such pixels can count as missed by the class that is true: ask for it.",
  });
}
