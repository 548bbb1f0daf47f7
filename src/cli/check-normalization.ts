import type { Dataset } from "../core/dataset.ts";
import { toUnit } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import type { Network } from "../model/network.ts";
import { fitNormalization, type NormalizationFit } from "../model/normalization-fit.ts";
import type { Io } from "./io.ts";

/** Images on which normalisations are compared. */
const IMAGES = 256;
/** Normalisations named in a suggestion. */
const NAMED = 3;

/** A wrong normalisation spoils every figure and breaks nothing: a plain check says so before the work begins. */
export async function warnOfNormalization(
  networks: readonly Network[],
  dataset: Dataset,
  engine: Engine,
  io: Io,
): Promise<void> {
  for (const network of networks) {
    const { own, better } = await fitOn(dataset, network, engine);
    if (better === undefined) continue;
    io.stderr.write(
      `ipswap-eval: ${network.name} gets ${percent(own)} of ${Math.min(dataset.count, IMAGES)} images right, and ${percent(better.accuracy)} with --normalize ${better.id}: was it trained with that?\n`,
    );
  }
}

/** What the network gets right with the usual normalisations, a sentence for somebody who does not know which it is. */
export async function suggestNormalization(network: Network, dataset: Dataset, engine: Engine): Promise<string> {
  const { others } = await fitOn(dataset, network, engine);
  const best = others.slice(0, NAMED).map(({ id, accuracy }) => `${percent(accuracy)} with ${id}`);
  return `Of the first ${Math.min(dataset.count, IMAGES)} images it gets ${best.join(", ")} right.`;
}

async function fitOn(dataset: Dataset, network: Network, engine: Engine): Promise<NormalizationFit> {
  const count = Math.min(dataset.count, IMAGES);
  const images = toUnit(await dataset.read(Int32Array.from({ length: count }, (_, index) => index)));
  return fitNormalization(network, engine, images, dataset.labels.subarray(0, count));
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;
