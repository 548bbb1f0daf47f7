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

/** Compiles a network for as long as it is looked at. */
export async function withClassifier<T>(
  network: Network,
  engine: Engine,
  count: number,
  use: (classifier: Classifier) => Promise<T>,
): Promise<T> {
  const classifier = await createClassifier(network, engine, { batch: batchSize(network, count, engine.sessions) });
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
