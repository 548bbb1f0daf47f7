import { InputError } from "../core/error.ts";
import type { Engine } from "../engine/index.ts";
import { createClassifier } from "../model/classifier.ts";
import { findTap } from "../model/find-tap.ts";
import type { Network } from "../model/network.ts";
import type { Tap } from "../model/tap.ts";
import { createTapReader, type TapReader } from "../model/tap-gradients.ts";
import { listTaps } from "../model/taps.ts";
import type { ClassActivationMap } from "./grad-cam.ts";
import { occlusionMaps } from "./occlusion.ts";
import { mapsOf, type Positions, positionsOf } from "./tap-maps.ts";

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

export interface ExplainerOptions {
  /** Name or place of the layer (`findTap`); default: the last map before pooling. */
  readonly layer?: string | undefined;
  readonly batch: number;
  /** Whether the layer is taken although no gradient may reach it: the maps are then constant. */
  readonly unchecked?: boolean;
  /** Images to try candidates on: [n, height, width, 3] in [0, 1]. */
  readonly sample: Float32Array;
}

/** Cells per side of an occlusion map. */
const OCCLUSION_CELLS = 8;

/**
 * Grad-CAM at the last spatial layer. In a network of tokens no gradient may reach the places of the last layer (a
 * class token alone is read); then an earlier one is taken. A network without any gradient is explained by occlusion.
 *
 * @throws InputError where the layer that was asked for has no places, or no gradient reaches it
 */
export async function createExplainer(network: Network, engine: Engine, options: ExplainerOptions): Promise<Explainer> {
  const taps = listTaps(network);
  if (options.layer !== undefined) {
    const tap = findTap(taps, options.layer, `layer of ${network.name}`);
    const reader = options.unchecked
      ? uncheckedReader(network, engine, tap, options)
      : await usableReader(network, engine, tap, options);
    if (reader !== undefined) return gradCamExplainer(reader.reader, reader.positions);
    throw new InputError(`layer ${tap.name} of ${network.name}`, {
      expected: "activations that have places in the image, and that the logits depend on",
      got: `${tap.kind} activations of shape [${tap.shape.join(", ")}]`,
      remedy: "Leave the layer out, or choose one that ipswap-eval inspect lists as spatial.",
    });
  }
  for (const tap of candidates(taps)) {
    const found = await usableReader(network, engine, tap, options);
    if (found !== undefined) return gradCamExplainer(found.reader, found.positions);
  }
  return occlusionExplainer(network, engine, options.batch);
}

/** Layers worth trying, the best first: what is pooled, then the ends of stages, then token grids, from the last on. */
function candidates(taps: readonly Tap[]): readonly Tap[] {
  const last = taps.filter(({ roles }) => roles.includes("last-spatial"));
  const tokens = taps.filter(({ kind, grid }) => kind === "tokens" && grid !== undefined).toReversed();
  const maps = taps.filter(({ kind, shape }) => kind === "spatial" && shape[0] * shape[1] > 1).toReversed();
  return [...new Set([...last, ...(last.length > 0 ? tokens : [...tokens, ...maps])])].slice(0, MAX_TRIED);
}

/** Layers that are tried before occlusion is used. */
const MAX_TRIED = 6;

function uncheckedReader(network: Network, engine: Engine, tap: Tap, { batch }: ExplainerOptions) {
  const positions = positionsOf(tap);
  return positions && { positions, reader: createTapReader(network, engine, { tap: tap.name, batch }) };
}

/** A reader of a tap through which the answer depends on the image's places; undefined where it does not. */
async function usableReader(
  network: Network,
  engine: Engine,
  tap: Tap,
  { batch, sample }: ExplainerOptions,
): Promise<{ readonly reader: TapReader; readonly positions: Positions } | undefined> {
  const positions = positionsOf(tap);
  if (positions === undefined) return undefined;
  const reader = createTapReader(network, engine, { tap: tap.name, batch });
  const count = sample.length / (network.height * network.width * 3);
  try {
    const { gradient } = await reader.gradients(sample, new Int32Array(count));
    const row = gradient.length / count;
    const size = positions.height * positions.width * positions.channels;
    for (let image = 0; image < count; image++) {
      const start = image * row + positions.offset;
      if (gradient.subarray(start, start + size).some((value) => value !== 0)) return { reader, positions };
    }
  } catch {
    // The graph has no gradient: another layer, or occlusion, does not need this one's.
  }
  await reader.dispose();
  return undefined;
}

function gradCamExplainer(reader: TapReader, positions: Positions): Explainer {
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
