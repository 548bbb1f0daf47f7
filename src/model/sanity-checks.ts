import { argmax } from "../core/argmax.ts";
import { counted } from "../core/counted.ts";
import type { Dataset } from "../core/dataset.ts";
import { toUnit } from "../core/image.ts";
import { isMuchBetter } from "../core/much-better.ts";
import { percent } from "../core/percent.ts";
import { inClassOrder } from "../data/folder/class-order.ts";
import type { Engine } from "../engine/index.ts";
import { accuracyOn, type LabelledImages, withClassifier } from "./accuracy-check.ts";
import { doubtClassOrder } from "./class-order-check.ts";
import type { Network } from "./network.ts";
import { fitNormalization } from "./normalization-fit.ts";

/** Images that a check looks at; larger images cost more, and fewer of them tell a wrong reading from a right one. */
const MAX_IMAGES = 256;
const MIN_IMAGES = 32;
const MAX_PIXELS = MAX_IMAGES * 64 * 64;

/** Normalisations named in a suggestion. */
const NAMED = 3;
/** Classes named in a doubt. */
const SHOWN = 4;

/** What checks of how a file is read work with. */
export interface CheckTools {
  readonly dataset: Dataset;
  readonly engine: Engine;
}

/** Whether the network does much better with another normalisation, a sentence; undefined where it does not. */
export async function normalizationWarning(network: Network, tools: CheckTools): Promise<string | undefined> {
  const sample = await someImages(network, tools.dataset);
  const { own, better } = await fitNormalization(network, tools.engine, sample);
  if (better === undefined) return undefined;
  return `${network.name} gets ${percent(own)} of ${counted(sample.labels.length, "image")} right, and ${percent(better.accuracy)} with \`normalization\` ${better.id}: was it trained with that?`;
}

/** What the network gets right with the usual normalisations, a sentence for somebody who does not know which it is. */
export async function suggestNormalization(network: Network, tools: CheckTools): Promise<string> {
  const sample = await someImages(network, tools.dataset);
  const { others } = await fitNormalization(network, tools.engine, sample);
  const best = others.slice(0, NAMED).map(({ id, accuracy }) => `${percent(accuracy)} with ${id}`);
  return `Of the first ${counted(sample.labels.length, "image")} it gets ${best.join(", ")} right.`;
}

/** Whether the network's outputs are probably in another order than the classes, a sentence; undefined where not. */
export async function classOrderWarning(
  network: Network,
  { dataset, engine }: CheckTools,
): Promise<string | undefined> {
  const { images, labels } = await someImages(network, dataset);
  const count = labels.length;
  const answers = await withClassifier(network, engine, count, async (classifier) => {
    const logits = await classifier.logits(images);
    return Array.from({ length: count }, (_, row) => argmax(logits, row, classifier.classes));
  });
  const { outputs } = network;
  if (outputs?.every((output) => output < outputs.length)) {
    const own = shareOf(count, (row) => answers[row] === labels[row]);
    // Output k stands in place of the data's class k, where names are left alone.
    const byPlace = shareOf(count, (row) => outputs[answers[row]] === labels[row]);
    if (isMuchBetter(byPlace, own, count)) {
      return `${network.name} gets ${percent(own)} of ${counted(count, "image")} right by the names of its outputs, and ${percent(byPlace)} by their places: are the names in another order than the outputs? \`classes\` data takes the outputs in the order of the data's classes.`;
    }
  }
  const doubt = doubtClassOrder({ answers, labels }, dataset.classes);
  if (doubt === undefined) return undefined;
  const gets = `${network.name} gets ${percent(doubt.own)} of ${counted(count, "image")} right`;
  switch (doubt.kind) {
    case "order":
      return `${gets}, and ${percent(doubt.accuracy)} if its outputs are in ${doubt.order} order of the classes' names (${some(inClassOrder(dataset.classes, doubt.order))}): try \`classOrder\` ${doubt.order}.`;
    case "assignment": {
      const pairs = [...doubt.classOf].filter(([output, label]) => output !== label).sort(([a], [b]) => a - b);
      const meanings = pairs.map(([output, label]) => `output ${output} seems to mean ${dataset.classes[label]}`);
      return `${network.name} gets ${percent(doubt.own)} of ${counted(doubt.count, "image")} right, and ${percent(doubt.accuracy)} with its outputs in another order (${some(meanings)}): give the names of its outputs, in their order, with \`classes\` FILE.`;
    }
    case "below-chance":
      return `${gets}, fewer than by chance (${percent(doubt.chance)}): are its outputs in the order of the classes? \`classes\` FILE names them.`;
  }
}

const shareOf = (count: number, holds: (row: number) => boolean): number =>
  Array.from({ length: count }, (_, row) => Number(holds(row))).reduce((sum, one) => sum + one, 0) / count;

/**
 * Whether another architecture that fits the same weights does much better, a sentence; undefined where none does.
 *
 * @param open the same file read as another architecture
 */
export async function architectureWarning(
  network: Network,
  open: (architecture: string) => Promise<Network>,
  { dataset, engine }: CheckTools,
): Promise<string | undefined> {
  const sample = await someImages(network, dataset);
  const { length: count } = sample.labels;
  const accuracyOf = (read: Network): Promise<number> =>
    withClassifier(read, engine, count, (classifier) => accuracyOn(classifier, sample));
  const own = await accuracyOf(network);
  for (const id of network.alternatives ?? []) {
    const other = await open(id);
    const accuracy = await accuracyOf(other).finally(other.dispose);
    if (isMuchBetter(accuracy, own, count)) {
      return `${network.name}, read as ${network.architecture}, gets ${percent(own)} of ${counted(count, "image")} right, and ${percent(accuracy)} with \`architecture\` ${id}, which has the same weights: is it that?`;
    }
  }
  return undefined;
}

async function someImages(network: Network, dataset: Dataset): Promise<LabelledImages> {
  const { height, width } = network.resizedTo ?? network;
  const affordable = Math.max(MIN_IMAGES, Math.min(MAX_IMAGES, Math.floor(MAX_PIXELS / (height * width))));
  const count = Math.min(dataset.count, affordable);
  const images = toUnit(await dataset.read(Int32Array.from({ length: count }, (_, index) => index)));
  return { images, labels: dataset.labels.subarray(0, count) };
}

const some = (words: readonly string[]): string =>
  `${words.slice(0, SHOWN).join(", ")}${words.length > SHOWN ? ", ..." : ""}`;
