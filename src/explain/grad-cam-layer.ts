import { InputError } from "../core/error.ts";
import type { Engine } from "../engine/index.ts";
import { bottlenecks } from "../model/bottlenecks.ts";
import type { Network } from "../model/network.ts";
import type { Tap } from "../model/tap.ts";
import { createTapReader, type TapReader } from "../model/tap-gradients.ts";
import { type Positions, positionsOf } from "./tap-maps.ts";

export interface ExplainerOptions {
  /** Name or place of the layer (`findTap`); default: the last map before pooling. */
  readonly layer?: string | undefined;
  readonly batch: number;
  /** Whether the layer is taken although no gradient may reach it: the maps are then constant. */
  readonly unchecked?: boolean;
  /** Images to try candidates on: [n, height, width, 3] in [0, 1]. */
  readonly sample: Float32Array;
}

/** The role of the last map, by which users name it too. */
export const LAST_SPATIAL = "last-spatial";

/** A reader of a tap, and the places that the tap has. */
export interface PlacedReader {
  readonly reader: TapReader;
  readonly positions: Positions;
}

/** A reader of the layer that was asked for. */
export async function readerOf(
  tap: Tap,
  network: Network,
  engine: Engine,
  options: ExplainerOptions,
): Promise<PlacedReader> {
  const reader = options.unchecked
    ? uncheckedReader(network, engine, tap, options)
    : await usableReader(network, engine, tap, options);
  if (reader !== undefined) return reader;
  const tokens = tap.kind === "tokens" && positionsOf(tap) !== undefined;
  throw new InputError(`layer ${tap.name} of ${network.name}`, {
    expected: "activations that have places in the image, and that the logits depend on",
    got: tokens
      ? "tokens of which none that stands for a place is read afterwards, as where a class token alone is classified"
      : `${tap.kind} activations of shape [${tap.shape.join(", ")}]`,
    remedy: tokens
      ? `Leave the layer out or ask for ${LAST_SPATIAL}: the last one that gradients reach is then found.`
      : "Leave the layer out, or choose one that ipswap-eval inspect lists as spatial.",
  });
}

/** Layers that are tried, beside the last map. */
const MAX_TRIED = 12;

/** The last map of all, or the last layer that everything passes through, whose places gradients reach. */
export async function lastUsable(
  taps: readonly Tap[],
  network: Network,
  engine: Engine,
  options: ExplainerOptions,
): Promise<PlacedReader | undefined> {
  const last = taps.filter(({ roles }) => roles.includes(LAST_SPATIAL));
  for (const tap of last) {
    const reader = await usableReader(network, engine, tap, options);
    if (reader !== undefined) return reader;
  }
  const placed = taps.filter((tap) => {
    const positions = positionsOf(tap);
    return positions !== undefined && positions.height * positions.width > 1 && !last.includes(tap);
  });
  const earlier = bottlenecks(network, placed).toReversed().slice(0, MAX_TRIED);
  for (const tap of earlier) {
    const reader = await usableReader(network, engine, tap, options);
    if (reader !== undefined) return reader;
  }
  return undefined;
}

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
): Promise<PlacedReader | undefined> {
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
