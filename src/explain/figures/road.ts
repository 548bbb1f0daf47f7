import type { Classifier } from "../../core/classifier.ts";
import { enlarge } from "../../core/enlarge.ts";
import { CHANNELS } from "../../core/image.ts";
import { softmaxRows } from "../../core/predictions.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { batchSize } from "../../model/batch-size.ts";
import { createClassifier } from "../../model/classifier.ts";
import type { ExplainScore } from "../../result/explain-figure.ts";
import { type ClassActivationMap, positiveEvidence } from "../grad-cam.ts";
import { imputeRemoved } from "../impute.ts";
import { type RemovalOrder, removedByRank } from "../removal.ts";
import type { MapFigure } from "./map-figure.ts";

/** Shares of the pixels that are removed. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * ROAD, combined: what removing the pixels that a map calls least relevant leaves of the class's probability, minus what
 * removing the most relevant ones leaves.
 *
 *     score = mean over shares s of (p(least relevant s removed) - p(most relevant s removed)) / 2
 *
 * p is the probability of the explained class, s 10 %, 20 %, ... 90 % of the pixels, removed by rank of the rectified
 * map at the image's size (bilinear). Pixels of equal relevance are removed in one random order, the same for both
 * directions and for all checkpoints, so a map without evidence scores 0. Removed pixels are replaced by noisy linear
 * imputation (`impute.ts`). In [-0.5, 0.5].
 *
 * Source: Rong et al. 2022, A Consistent and Efficient Evaluation Strategy for Attribution Methods; pytorch-grad-cam's
 * `ROADCombined`.
 */
export const road = {
  id: "road",
  name: "ROAD",
  title:
    "class probability left where the least relevant pixels are removed, minus where the most relevant are, halved",
  source: "Rong et al. 2022, A Consistent and Efficient Evaluation Strategy for Attribution Methods (ROAD)",
  unit: "%",
  better: "higher",
  range: [-0.5, 0.5],
  definition: {
    class: "predicted",
    removed: "10...90%",
    by: "rank",
    ties: "random, one order",
    imputation: "linear",
    noise: 0.01,
  },
  version: 1,
  chance: 0,
  async measure({ network, classes, maps }, { engine, dataset, rows, images, seed }) {
    const model = await createClassifier(network, engine, {
      batch: batchSize(network, 2 * SHARES.length, engine.sessions),
    });
    const size = images.length / rows.length;
    const random = createRandom(seed);
    try {
      return await roadScores(
        model,
        maps.map((map, i) => ({
          map,
          image: images.subarray(i * size, (i + 1) * size),
          class: classes[i],
          random: random.fork("road", dataset.exampleId(rows[i]).index),
        })),
      );
    } finally {
      await model.dispose();
    }
  },
} as const satisfies MapFigure;

/** An image that is explained. */
export interface RoadExample {
  /** Row-major [height, width, 3] in [0, 1]. */
  readonly image: Float32Array;
  readonly map: ClassActivationMap;
  /** The class that the map is for. */
  readonly class: number;
  /** Of the order of ties and of the noise; the same for every checkpoint. */
  readonly random: Random;
}

/** How ROAD is computed; without noise it has no chance in it but the order of ties. */
export interface RoadOptions {
  readonly noise?: boolean;
}

/**
 * ROAD of each example, and the mean curves behind it.
 *
 * @returns scores in [-0.5, 0.5]
 */
export async function roadScores(
  model: Pick<Classifier, "logits" | "height" | "width" | "classes">,
  examples: readonly RoadExample[],
  { noise = true }: RoadOptions = {},
): Promise<{ readonly values: Float64Array; readonly curve: NonNullable<ExplainScore["curve"]> }> {
  const values = new Float64Array(examples.length);
  const sums = SHARES.map(() => ({ most: 0, least: 0 }));
  for (const [i, example] of examples.entries()) {
    const { most, least } = await probabilities(model, example, noise);
    SHARES.forEach((_, at) => {
      sums[at].most += most[at];
      sums[at].least += least[at];
      values[i] += (least[at] - most[at]) / 2 / SHARES.length;
    });
  }
  const curve = SHARES.map((removed, at) => ({
    removed,
    mostRelevantFirst: sums[at].most / examples.length,
    leastRelevantFirst: sums[at].least / examples.length,
  }));
  return { values, curve };
}

/** Probability of the class for each share, removed in either order. */
async function probabilities(
  model: Pick<Classifier, "logits" | "height" | "width" | "classes">,
  { image, map, class: of, random }: RoadExample,
  noise: boolean,
): Promise<{ readonly most: readonly number[]; readonly least: readonly number[] }> {
  const { height, width, classes } = model;
  const relevance = enlarge(positiveEvidence(map), map, { height, width });
  const ties = random.fork("ties").permutation(height * width);
  const shape = { height, width, channels: CHANNELS };
  const variants = (["most-relevant-first", "least-relevant-first"] as const).flatMap((order: RemovalOrder) =>
    SHARES.map((share) => {
      const removed = removedByRank(relevance, share, order, ties);
      return imputeRemoved(image, removed, shape, noise ? random.fork("noise", share) : undefined);
    }),
  );
  const images = new Float32Array(variants.length * image.length);
  variants.forEach((variant, i) => {
    images.set(variant, i * image.length);
  });
  const answers = softmaxRows(await model.logits(images), classes);
  const found = variants.map((_, i) => answers[i * classes + of]);
  return { most: found.slice(0, SHARES.length), least: found.slice(SHARES.length) };
}
