import type { ImageSize } from "./network.ts";
import type { Tap, TapRole } from "./tap.ts";

/** A tap, and what its roles are found from. */
export interface TapValue extends Omit<Tap, "roles"> {
  /** Says which taps are names of the same value. */
  readonly value: object;
  readonly endsBlock: boolean;
}

/**
 * The roles of taps, by name, from their order and shapes. A resolution that one map alone has is no stage, unless it is
 * the last: it is a padded image, say.
 */
export function tapRoles(taps: readonly TapValue[], image: ImageSize): ReadonlyMap<string, readonly TapRole[]> {
  const roles = new Map<string, TapRole[]>();
  const give = (tap: TapValue, role: TapRole): void => {
    const { name } = nameOfWhole(tap, taps);
    roles.set(name, [...(roles.get(name) ?? []), role]);
  };
  const stages = mapsByResolution(taps, image);
  const last = Math.max(-1, ...[...stages.values()].flat());
  [...stages.values()]
    .filter((maps) => maps.length > 1 || maps[0] === last)
    .map((maps) => maps.findLast((index) => taps[index].endsBlock) ?? maps[maps.length - 1])
    .sort((a, b) => a - b)
    .forEach((end, index) => {
      give(taps[end], `stage-${index + 1}`);
    });
  if (last >= 0) give(taps[last], "last-spatial");
  const features = taps.slice(last + 1).filter(({ kind }) => kind === "vector");
  // The last vector is the logits.
  if (features.length > 1) give(features[0], "pooled");
  return roles;
}

/** Positions in the list of the maps of each resolution. Maps have more than one position. */
function mapsByResolution(taps: readonly TapValue[], image: ImageSize): ReadonlyMap<string, readonly number[]> {
  const stages = new Map<string, number[]>();
  let spatial = false;
  for (const [index, { kind, shape, grid }] of taps.entries()) {
    const [height, width] = kind === "spatial" ? shape : grid === undefined ? [0, 0] : [grid.height, grid.width];
    const resolution = `${height} x ${width}`;
    if (height * width <= 1 || !looksLike(image, { height, width })) continue;
    // Where there were maps before, tokens stand for places of one.
    if (kind === "tokens" && spatial && !stages.has(resolution)) continue;
    spatial ||= kind === "spatial";
    stages.set(resolution, [...(stages.get(resolution) ?? []), index]);
  }
  return stages;
}

/** An image's proportions, at most doubled in one direction; those of attention's matrices are others. */
function looksLike(image: ImageSize, map: ImageSize): boolean {
  const proportion = (map.height * image.width) / (map.width * image.height);
  return proportion >= 1 / 2 && proportion <= 2;
}

/** Of the names of a value that of the outermost module, else the first. */
function nameOfWhole(tap: TapValue, taps: readonly TapValue[]): TapValue {
  const same = taps.filter(({ value, shape }) => value === tap.value && shape.join() === tap.shape.join());
  return same.reduce((whole, next) => (whole.name.startsWith(`${next.name}.`) ? next : whole));
}
