import { type AnswerDifference, answerDifference, differenceInWords } from "../core/answer-difference.ts";
import { counted } from "../core/counted.ts";
import type { Dataset } from "../core/dataset.ts";
import { toUnit } from "../core/image.ts";
import { APART, logitsApart, REPEATABLE } from "../core/other-batches.ts";
import type { Engine } from "../engine/index.ts";
import { withClassifier } from "./accuracy-check.ts";
import { batchSize } from "./batch-size.ts";
import type { Network } from "./network.ts";

/** Images that are looked at several times. */
const IMAGES = 32;
/** Large images are fewer; a batch of one would show nothing. */
const FEWEST = 4;

/** Why no figure of a network can be believed, found by asking it again about the same images. */
export interface UnsteadyAnswers {
  readonly found: AnswerDifference & {
    /** Whether answers change by themselves, or with the other images of a batch. */
    readonly kind: "randomised" | "depends-on-batch";
  };
  /** What was seen and what it means. */
  readonly sentence: string;
}

/**
 * Asks an imported network several times about the same images, alike and in other batches: it must say the same. A
 * softmax over the batch's axis, batch normalisation over the batch's own statistics, a quantiser whose scale is the
 * batch's largest value, or noise make its figures depend on what stands beside an image, or on chance, and break
 * nothing. A network in this program's own layers looks at each image by itself, and is not asked.
 *
 * @returns nothing where the answers are the same
 */
export async function checkAnswers(
  network: Network,
  dataset: Dataset,
  engine: Engine,
): Promise<UnsteadyAnswers | undefined> {
  if (network.bound !== undefined) return undefined;
  const count = Math.min(dataset.count, Math.max(FEWEST, batchSize(network, IMAGES, engine.sessions)));
  const images = toUnit(await dataset.read(Int32Array.from({ length: count }, (_, index) => index)));
  return withClassifier(network, engine, Math.max(2, count), async (model) => {
    const first = await model.logits(images);
    const again = answerDifference(first, await model.logits(images), model.classes);
    if (again.difference > REPEATABLE) {
      const sentence = `${network.name} answers at random: two passes over the same ${counted(count, "image")} ${differenceInWords(again)}. Was it exported in training mode?`;
      return { found: { kind: "randomised", ...again }, sentence };
    }
    const apart = answerDifference(first, await logitsApart(model, images, count), model.classes);
    if (apart.difference <= APART) return undefined;
    const sentence = `The answers of ${network.name} depend on the other images of a batch: the same ${counted(count, "image")} in other batches ${differenceInWords(apart)}. None of its figures means anything: a softmax or a normalisation goes over the batch (axis or dim 0), or it was exported in training mode.`;
    return { found: { kind: "depends-on-batch", ...apart }, sentence };
  });
}
