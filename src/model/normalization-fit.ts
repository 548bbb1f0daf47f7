import { argmax } from "../core/argmax.ts";
import type { Normalization } from "../core/classifier.ts";
import { CHANNELS } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import { batchSize } from "./batch-size.ts";
import { createClassifier } from "./classifier.ts";
import { NORMALIZATIONS, type NormalizationId } from "./import/normalization.ts";
import type { Network } from "./network.ts";

/** How well a network does with its own normalisation and with each of the usual ones. Accuracies are fractions. */
export interface NormalizationFit {
  /** With the network's own. */
  readonly own: number;
  /** With each of the usual ones, best first. */
  readonly others: readonly { readonly id: NormalizationId; readonly accuracy: number }[];
  /** Present where another one fits so much better that the network's own is probably wrong. */
  readonly better?: { readonly id: NormalizationId; readonly accuracy: number };
}

/** Least difference worth a warning: usual normalisations differ by less when either is right. */
const MUCH = 0.1;
/** And in standard errors of the difference of two accuracies, so that a few images do not raise an alarm. */
const STANDARD_ERRORS = 3;

/**
 * A plain check of a network's normalisation: its accuracy on some images, with its own and with each of the usual
 * ones. `better` says that another one is better by more than 10 points and more than three standard errors
 * sqrt((a (1 - a) + b (1 - b)) / n).
 *
 * @param images in 0...1, row-major [n, height, width, 3]
 * @param labels true classes, length n
 */
export async function fitNormalization(
  network: Network,
  engine: Engine,
  images: Float32Array,
  labels: ArrayLike<number>,
): Promise<NormalizationFit> {
  const count = labels.length;
  // Images come normalised already: one graph serves all.
  const bare = { ...network, normalization: NORMALIZATIONS.none };
  const classifier = await createClassifier(bare, engine, { batch: batchSize(network, count) });
  try {
    const accuracyWith = async (candidate: Normalization): Promise<number> => {
      const logits = await classifier.logits(normalized(images, candidate));
      const rows = Array.from({ length: count }, (_, row) => row);
      return rows.filter((row) => argmax(logits, row, network.classes.length) === labels[row]).length / count;
    };
    const own = await accuracyWith(network.normalization);
    const others: { id: NormalizationId; accuracy: number }[] = [];
    for (const id of Object.keys(NORMALIZATIONS) as NormalizationId[]) {
      others.push({ id, accuracy: await accuracyWith(NORMALIZATIONS[id]) });
    }
    others.sort((a, b) => b.accuracy - a.accuracy);
    const [best] = others;
    const error = Math.sqrt((own * (1 - own) + best.accuracy * (1 - best.accuracy)) / count);
    const clear = best.accuracy - own > Math.max(MUCH, STANDARD_ERRORS * error);
    return { own, others, ...(clear && { better: best }) };
  } finally {
    await classifier.dispose();
  }
}

function normalized(images: Float32Array, { mean, std }: Normalization): Float32Array {
  return images.map((value, i) => (value - mean[i % CHANNELS]) / std[i % CHANNELS]);
}
