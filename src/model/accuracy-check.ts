import { argmax } from "../core/argmax.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Engine } from "../engine/index.ts";
import { batchSize } from "./batch-size.ts";
import { createClassifier } from "./classifier.ts";
import type { Network } from "./network.ts";

/** Some images in [0, 1], row-major [n, height, width, 3], and their true classes. */
export interface LabelledImages {
  readonly images: Float32Array;
  readonly labels: ArrayLike<number>;
}

/** Least difference worth a warning: two usual normalisations, say, differ by less when either is right. */
export const MUCH = 0.1;
/** And in standard errors of the difference of two accuracies, so that a few images do not raise an alarm. */
const STANDARD_ERRORS = 3;

/**
 * Whether one accuracy on `count` images is so much better than another that what differs is probably wrong: by more
 * than 10 points and more than three standard errors sqrt((a (1 - a) + b (1 - b)) / count).
 */
export function isMuchBetter(a: number, b: number, count: number): boolean {
  const error = Math.sqrt((a * (1 - a) + b * (1 - b)) / count);
  return a - b > Math.max(MUCH, STANDARD_ERRORS * error);
}

/** Compiles a network for as long as it is looked at. */
export async function withClassifier<T>(
  network: Network,
  engine: Engine,
  count: number,
  use: (classifier: Classifier) => Promise<T>,
): Promise<T> {
  const classifier = await createClassifier(network, engine, { batch: batchSize(network, count) });
  try {
    return await use(classifier);
  } finally {
    await classifier.dispose();
  }
}

/** Share of the images that the network gets right, a fraction. */
export async function accuracyOn(classifier: Classifier, { images, labels }: LabelledImages): Promise<number> {
  const logits = await classifier.logits(images);
  const rows = Array.from({ length: labels.length }, (_, row) => row);
  return rows.filter((row) => argmax(logits, row, classifier.classes) === labels[row]).length / labels.length;
}
