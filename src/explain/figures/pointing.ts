import { enlarge } from "../../core/enlarge.ts";
import { InputError } from "../../core/error.ts";
import { CHANNELS, toUnit } from "../../core/image.ts";
import { createRandom } from "../../core/random.ts";
import { atSize } from "../../model/at-size.ts";
import type { Network } from "../../model/network.ts";
import { createExplainer, type Explainer } from "../explainer.ts";
import { positiveEvidence } from "../grad-cam.ts";
import { shareInCell } from "../pointing.ts";
import type { MapFigure } from "./map-figure.ts";
import { chooseMosaics, GRID, mosaicOf } from "./mosaics.ts";

const CELLS = GRID * GRID;
const CHANCE = 1 / CELLS;

/**
 * The grid pointing game: four images of four classes in one mosaic, a map for each of the four classes, and the share
 * of its positive evidence that lies in the cell of that class; a mosaic's value is the mean of its four shares. A map
 * without positive evidence counts as chance, 1/4.
 *
 * Source: Böhle et al. 2021, Convolutional Dynamic Alignment Networks for Interpretable Classifications, section 4.2,
 * with 2 x 2 cells.
 */
export const pointing = {
  id: "pointing",
  name: "Pointing",
  title: "share of a map's positive evidence in the cell of its class, in mosaics of four images (grid pointing game)",
  source: "Böhle et al. 2021, Convolutional Dynamic Alignment Networks for Interpretable Classifications, section 4.2",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { grid: "2x2", images: "recognised by all, surest first", "no evidence": "chance", example: "mosaic" },
  version: 1,
  chance: CHANCE,
  async measure({ network, explainer, batch }, { engine, dataset, rows, predictions, seed }) {
    const { height, width } = dataset;
    const size = { height: GRID * height, width: GRID * width };
    const most = Math.max(1, Math.floor(rows.length / CELLS));
    const mosaics = chooseMosaics(predictions, most, createRandom(seed).fork("pointing"));
    if (mosaics.length === 0) {
      return { missing: "fewer than four classes have images that every checkpoint recognises" };
    }
    let larger: Network;
    try {
      larger = atSize(network, size);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { missing: `a mosaic has ${size.height} x ${size.width} pixels, and it takes ${error.details.got}` };
    }
    const examples: PointingExample[] = [];
    for (const of of mosaics) {
      const images = toUnit(await dataset.read(of));
      examples.push({
        mosaic: mosaicOf(images, height, width, CHANNELS),
        classes: of.map((row) => dataset.labels[row]),
      });
    }
    const onMosaics = await createExplainer(larger, engine, {
      layer: explainer.layer ?? undefined,
      batch: Math.min(batch, CELLS),
      sample: examples[0].mosaic,
    });
    try {
      return { values: await pointingShares(onMosaics, examples, size) };
    } finally {
      await onMosaics.dispose();
    }
  },
} as const satisfies MapFigure;

/** A mosaic and the class of each of its cells. */
export interface PointingExample {
  /** Row-major [2 height, 2 width, 3] in [0, 1]. */
  readonly mosaic: Float32Array;
  readonly classes: readonly number[];
}

/**
 * The pointing game's value of each mosaic.
 *
 * @param explainer of the network on images of the mosaics' size
 * @param size of the mosaics
 */
export async function pointingShares(
  explainer: Pick<Explainer, "explain">,
  examples: readonly PointingExample[],
  size: { readonly height: number; readonly width: number },
): Promise<Float64Array> {
  const values = new Float64Array(examples.length);
  for (const [i, { mosaic, classes }] of examples.entries()) {
    const repeated = new Float32Array(CELLS * mosaic.length);
    for (let cell = 0; cell < CELLS; cell++) repeated.set(mosaic, cell * mosaic.length);
    const maps = await explainer.explain(repeated, Int32Array.from(classes));
    const shares = maps.map((map, cell) => {
      const share = shareInCell(enlarge(positiveEvidence(map), map, size), size, GRID, cell);
      return Number.isNaN(share) ? CHANCE : share;
    });
    values[i] = shares.reduce((sum, share) => sum + share, 0) / CELLS;
  }
  return values;
}
