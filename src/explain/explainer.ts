import { InputError } from "../core/error.ts";
import type { Engine } from "../engine/index.ts";
import { createClassifier } from "../model/classifier.ts";
import { findTap } from "../model/find-tap.ts";
import type { Network } from "../model/network.ts";
import { listTaps } from "../model/taps.ts";
import type { ClassActivationMap } from "./grad-cam.ts";
import { type ExplainerOptions, LAST_SPATIAL, lastUsable, type PlacedReader, readerOf } from "./grad-cam-layer.ts";
import { occlusionMaps } from "./occlusion.ts";
import { mapsOf } from "./tap-maps.ts";

/** Says where a network looks. */
export interface Explainer {
  readonly method: "grad-cam" | "occlusion";
  /** The layer whose activations are weighed; null for occlusion. */
  readonly layer: string | null;
  /** Size of the maps. */
  readonly height: number;
  readonly width: number;
  /**
   * @param images row-major [n, height, width, 3] in [0, 1]
   * @param classes class that each map is for
   */
  explain(images: Float32Array, classes: Int32Array): Promise<readonly ClassActivationMap[]>;
  dispose(): Promise<void>;
}

/** Cells per side of an occlusion map. */
const OCCLUSION_CELLS = 8;

/**
 * Grad-CAM at the last map before pooling. In a network of tokens whose class token alone is read, no gradient reaches
 * the places of the last block's tokens: then it is the last activation that everything passes through and whose places
 * have gradients, which is the last block's input. A network without any gradient is explained by occlusion.
 *
 * @throws InputError where the layer that was asked for has no places, or no gradient reaches them
 */
export async function createExplainer(network: Network, engine: Engine, options: ExplainerOptions): Promise<Explainer> {
  const taps = listTaps(network);
  if (options.layer !== undefined && options.layer !== LAST_SPATIAL) {
    const tap = findTap(taps, options.layer, `layer of ${network.name}`);
    return gradCamExplainer(await readerOf(tap, network, engine, options));
  }
  const found = await lastUsable(taps, network, engine, options);
  if (found !== undefined) return gradCamExplainer(found);
  if (options.layer === undefined) return occlusionExplainer(network, engine, options.batch);
  throw new InputError(`layer ${LAST_SPATIAL} of ${network.name}`, {
    expected: "a layer with places in the image that gradients of the logits reach",
    got: "none",
    remedy: "Leave the layer out: the network is then explained by covering parts of the image.",
  });
}

function gradCamExplainer({ reader, positions }: PlacedReader): Explainer {
  const { height, width } = positions;
  return {
    method: "grad-cam",
    layer: reader.tap.name,
    height,
    width,
    async explain(images, classes) {
      const { activation, gradient } = await reader.gradients(images, classes);
      return mapsOf(activation, gradient, classes.length, positions);
    },
    dispose: () => reader.dispose(),
  };
}

async function occlusionExplainer(network: Network, engine: Engine, batch: number): Promise<Explainer> {
  const model = await createClassifier(network, engine, { batch });
  return {
    method: "occlusion",
    layer: null,
    height: OCCLUSION_CELLS,
    width: OCCLUSION_CELLS,
    explain: (images, classes) => occlusionMaps(model, images, classes, OCCLUSION_CELLS),
    dispose: () => model.dispose(),
  };
}
