import type { Dataset } from "../core/dataset.ts";

/**
 * The same images with labels that count the outputs of a network that knows more classes than the data have.
 *
 * @param classes names of the network's outputs
 * @param outputs for each class of the data, its place in `classes`
 */
export function relabel(dataset: Dataset, classes: readonly string[], outputs: Int32Array): Dataset {
  // Superclasses are of the data's own classes: of the others nobody says any.
  const { superclasses: _, ...rest } = dataset;
  const labels = dataset.labels.map((label) => outputs[label]);
  const trueLabels = dataset.trueLabels === dataset.labels ? labels : dataset.trueLabels.map((label) => outputs[label]);
  return { ...rest, classes, labels, trueLabels };
}
