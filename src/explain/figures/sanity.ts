import { InputError } from "../../core/error.ts";
import { createRandom } from "../../core/random.ts";
import type { Network } from "../../model/network.ts";
import { createExplainer } from "../explainer.ts";
import type { ClassActivationMap } from "../grad-cam.ts";
import { rankCorrelation } from "../rank-correlation.ts";
import type { MapFigure } from "./map-figure.ts";
import { shuffledWeights } from "./shuffled-weights.ts";

/** Networks with randomised weights that a map is compared with. */
const DRAWS = 3;

/**
 * The sanity check of Adebayo et al.: Spearman's rank correlation between a map and the map, for the same image and
 * class, of the same network with randomised weights: the values of every weight with two axes or more are shuffled,
 * vectors (biases, scales, statistics) stay. Near 0: the map depends on what the network has learned; near 1: it would
 * look the same without. The mean over three randomised networks; maps before the rectifier, at the layer's own size. A
 * constant map counts as uncorrelated.
 *
 * Source: Adebayo et al. 2018, Sanity Checks for Saliency Maps, section 3.
 */
export const sanity = {
  id: "sanity",
  name: "Sanity",
  title:
    "rank correlation of maps with those of the same network with shuffled weights: near 0, maps show what it learned",
  source: "Adebayo et al. 2018, Sanity Checks for Saliency Maps",
  unit: "",
  better: "zero",
  range: [-1, 1],
  definition: {
    correlation: "spearman",
    map: "before rectifier",
    weights: "shuffled",
    networks: DRAWS,
    class: "predicted",
  },
  version: 1,
  chance: 0,
  async measure({ batch, explainer, classes, maps, withWeights }, { engine, images, seed }) {
    if (withWeights === undefined) return { missing: "its weights cannot be given other values" };
    const randomised: (readonly ClassActivationMap[])[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const weights = shuffledWeights(createRandom(seed).fork("sanity", draw));
      let network: Network;
      try {
        network = await withWeights(weights.change);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return { missing: `its weights cannot be given other values: ${error.message}` };
      }
      try {
        if (weights.count() === 0) return { missing: "its file holds no weights that can be given other values" };
        const layer = explainer.layer ?? undefined;
        const other = await createExplainer(network, engine, { layer, batch, sample: images, unchecked: true });
        randomised.push(await other.explain(images, classes).finally(() => other.dispose()));
      } finally {
        network.dispose();
      }
    }
    return { values: sanityCorrelations(maps, randomised) };
  },
} as const satisfies MapFigure;

/**
 * Correlation of each image's map with those of randomised networks, the mean over these.
 *
 * @param randomised maps of the same images, for each randomised network
 */
export function sanityCorrelations(
  maps: readonly ClassActivationMap[],
  randomised: readonly (readonly ClassActivationMap[])[],
): Float64Array {
  return Float64Array.from(maps, ({ raw }, i) => {
    const correlations = randomised.map((of) => rankCorrelation(raw, of[i].raw));
    return correlations.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / correlations.length;
  });
}
