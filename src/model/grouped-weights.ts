import { elementCount } from "../core/element-count.ts";

/** Name of a group's convolution inside the layer that it is a part of; the first is 0. */
export const groupName = (group: number): string => `group${group + 1}`;

/** `conv1.group2/kernel`. */
const OF_A_GROUP = /^(?<layer>.+)\.group(?<group>[1-9]\d{0,3})(?<role>\/[^/]+)$/;

/**
 * A weight of a LayersModel from a network's: all of it or, of a convolution in groups, the output channels of one group.
 * Output channels are the last axis.
 *
 * @example weightOfGroup("c.group2/kernel", [1, 1, 1, 2], new Map([["c/kernel", Float32Array.of(1, 2, 3, 4)]])) // [3, 4]
 */
export function weightOfGroup(
  name: string,
  shape: readonly number[],
  values: ReadonlyMap<string, Float32Array>,
): Float32Array {
  const whole = values.get(name);
  if (whole !== undefined) return whole;
  const { layer = "", group = "1", role = "" } = OF_A_GROUP.exec(name)?.groups ?? {};
  const all = values.get(layer + role);
  if (all === undefined) throw new Error(`no weight ${name}`);
  const width = shape[shape.length - 1];
  const columns = (all.length / elementCount(shape)) * width;
  const first = (Number(group) - 1) * width;
  return Float32Array.from(
    { length: elementCount(shape) },
    (_, i) => all[Math.floor(i / width) * columns + first + (i % width)],
  );
}

/** The other way: weights of a LayersModel, in the order of their groups, as a network's. */
export function joinGroups(
  weights: Iterable<{ readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }>,
): Map<string, Float32Array> {
  const joined = new Map<string, Float32Array>();
  const parts = new Map<string, { readonly width: number; readonly values: Float32Array }[]>();
  for (const { name, shape, values } of weights) {
    const { layer, group, role } = OF_A_GROUP.exec(name)?.groups ?? {};
    if (layer === undefined) {
      joined.set(name, values);
      continue;
    }
    const found = parts.get(layer + role) ?? [];
    found[Number(group) - 1] = { width: shape[shape.length - 1], values };
    parts.set(layer + role, found);
  }
  for (const [name, groups] of parts) joined.set(name, joinColumns(groups));
  return joined;
}

function joinColumns(groups: readonly { readonly width: number; readonly values: Float32Array }[]): Float32Array {
  const columns = groups.reduce((sum, { width }) => sum + width, 0);
  const joined = new Float32Array(groups.reduce((sum, { values }) => sum + values.length, 0));
  let first = 0;
  for (const { width, values } of groups) {
    values.forEach((value, i) => {
      joined[Math.floor(i / width) * columns + first + (i % width)] = value;
    });
    first += width;
  }
  return joined;
}
