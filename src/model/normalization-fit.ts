import type { Normalization } from "../core/classifier.ts";
import { CHANNELS } from "../core/image.ts";
import { isMuchBetter } from "../core/much-better.ts";
import type { Engine } from "../engine/index.ts";
import { NORMALIZATIONS, type NormalizationId } from "../import/shared/normalization.ts";
import { accuracyOn, type LabelledImages, withClassifier } from "./accuracy-check.ts";
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

/**
 * A plain check of a network's normalisation: its accuracy on some images, with its own and with each of the usual
 * ones. `better` says that another one is much better (`isMuchBetter`).
 */
export async function fitNormalization(
  network: Network,
  engine: Engine,
  { images, labels }: LabelledImages,
): Promise<NormalizationFit> {
  // Images come normalised already: one graph serves all.
  const bare = { ...network, normalization: NORMALIZATIONS.none };
  return withClassifier(bare, engine, labels.length, async (classifier) => {
    const accuracyWith = (candidate: Normalization): Promise<number> =>
      accuracyOn(classifier, { images: normalized(images, candidate), labels });
    const own = await accuracyWith(network.normalization);
    const others: { id: NormalizationId; accuracy: number }[] = [];
    for (const id of Object.keys(NORMALIZATIONS) as NormalizationId[]) {
      others.push({ id, accuracy: await accuracyWith(NORMALIZATIONS[id]) });
    }
    others.sort((a, b) => b.accuracy - a.accuracy);
    const [best] = others;
    return { own, others, ...(isMuchBetter(best.accuracy, own, labels.length) && { better: best }) };
  });
}

function normalized(images: Float32Array, { mean, std }: Normalization): Float32Array {
  return images.map((value, i) => (value - mean[i % CHANNELS]) / std[i % CHANNELS]);
}
