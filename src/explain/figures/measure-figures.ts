import { argmax } from "../../core/argmax.ts";
import type { Dataset } from "../../core/dataset.ts";
import { toUnit } from "../../core/image.ts";
import type { Engine } from "../../engine/index.ts";
import { batchSize } from "../../model/batch-size.ts";
import type { ExplainFigure } from "../../result/explain-figure.ts";
import type { ExplainedCheckpoint } from "../explained-checkpoint.ts";
import { createExplainer } from "../explainer.ts";
import { createFigure, type FigureValues } from "./figure.ts";
import { MAP_FIGURES, type MapFigureId } from "./index.ts";
import type { FigureContext } from "./map-figure.ts";

export interface MapFigureOptions {
  readonly ids: readonly MapFigureId[];
  /** Images that maps are made of; default: `defaultImages`. */
  readonly images?: number | undefined;
  /** Layer of the maps, for every checkpoint; default: chosen in each. */
  readonly layer?: string | undefined;
  /** Of the intervals and of every draw. */
  readonly seed: number;
  /** Is told what is measured, as it begins. */
  readonly progress?: ((what: string) => void) | undefined;
}

const MOST_IMAGES = 128;
const LEAST_IMAGES = 16;
/** Pixels of all images together: imputing them takes more than their number in time. */
const MOST_PIXELS = MOST_IMAGES * 64 * 64;

/** Images that maps are made of where nobody says how many: 128 up to 64 x 64, fewer of larger ones, 16 at least. */
function defaultImages({ height, width }: Dataset): number {
  return Math.max(LEAST_IMAGES, Math.min(MOST_IMAGES, Math.floor(MOST_PIXELS / (height * width))));
}

/**
 * The figures that say what maps are worth, of every checkpoint on the same images, with intervals and paired
 * differences from the first. The same seed gives the same figures.
 */
export async function measureFigures(
  checkpoints: readonly ExplainedCheckpoint[],
  dataset: Dataset,
  engine: Engine,
  { ids, images = defaultImages(dataset), layer, seed, progress }: MapFigureOptions,
): Promise<readonly ExplainFigure[]> {
  const chosen = MAP_FIGURES.filter(({ id }) => ids.includes(id));
  if (chosen.length === 0) return [];
  const rows = Int32Array.from({ length: Math.min(images, checkpoints[0].predictions.count) }, (_, row) => row);
  const context: FigureContext = {
    dataset,
    engine,
    seed,
    rows,
    predictions: checkpoints.map(({ predictions }) => predictions),
    images: toUnit(await dataset.read(rows)),
  };
  const measured = new Map<string, { name: string; measured: FigureValues }[]>(chosen.map(({ id }) => [id, []]));
  for (const checkpoint of checkpoints) {
    const { name } = checkpoint.network;
    for await (const [id, values] of ofCheckpoint(checkpoint, context, chosen, { layer, progress })) {
      measured.get(id)?.push({ name, measured: values });
    }
  }
  return chosen.map(({ measure: _, ...description }) =>
    createFigure(description, measured.get(description.id) ?? [], seed),
  );
}

async function* ofCheckpoint(
  { network, predictions, withWeights }: ExplainedCheckpoint,
  context: FigureContext,
  chosen: readonly (typeof MAP_FIGURES)[number][],
  { layer, progress }: Pick<MapFigureOptions, "layer" | "progress">,
): AsyncGenerator<readonly [MapFigureId, FigureValues]> {
  const { rows, images, engine } = context;
  const batch = batchSize(network, rows.length, engine.sessions);
  const explainer = await createExplainer(network, engine, { layer, batch, sample: images });
  try {
    const classes = rows.map((row) => argmax(predictions.probabilities, row, predictions.classes));
    const maps = await explainer.explain(images, classes);
    const subject = { network, batch, explainer, classes, maps, ...(withWeights && { withWeights }) };
    for (const figure of chosen) {
      progress?.(`${network.name}: ${figure.name}`);
      yield [figure.id, await figure.measure(subject, context)];
    }
  } finally {
    await explainer.dispose();
  }
}
