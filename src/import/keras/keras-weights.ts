import { InputError } from "../../core/error.ts";

/** One variable of a layer, row-major. */
export interface KerasVariable {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Variables with the names of what they are in: models from the outermost, the layer, parts of the layer. Those of one
 * layer stand in the order in which Keras creates them.
 */
export type KerasWeights = readonly (KerasVariable & { readonly path: readonly string[] })[];

/**
 * The variables of each layer, by its path. Files name a layer's models in part or not at all, and put parts of layers
 * (an attention's projections) behind its name: a variable belongs to the layer on its path that has most of its models
 * there too, and of several such the outermost.
 */
export function weightsByLayer(
  weights: KerasWeights,
  layers: readonly (readonly string[])[],
): ReadonlyMap<string, readonly KerasVariable[]> {
  const byName = new Map<string, (readonly string[])[]>();
  for (const path of new Map(layers.map((layer) => [layerKey(layer), layer])).values()) {
    const name = path[path.length - 1];
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const found = new Map<string, KerasVariable[]>();
  for (const variable of weights) {
    const owner = ownerOf(variable.path, byName);
    if (owner === undefined) continue;
    const key = layerKey(owner);
    const list = found.get(key) ?? [];
    list.push(variable);
    found.set(key, list);
  }
  return found;
}

/** A layer's path as one text. */
export const layerKey = (path: readonly string[]): string => path.join("\0");

/** Names of layers may have a few slashes in them, as names of variables have between their parts. */
const MAX_PARTS = 8;

function ownerOf(path: readonly string[], byName: ReadonlyMap<string, readonly (readonly string[])[]>) {
  const whole = `${path.join("/")}/`;
  const parts = whole.split("/").slice(0, -1);
  let best: readonly string[] | undefined;
  let most = -1;
  parts.forEach((_, from) => {
    // The longest name first: one layer's may be the beginning of another's.
    for (let to = Math.min(parts.length, from + MAX_PARTS); to > from; to--) {
      for (const layer of byName.get(parts.slice(from, to).join("/")) ?? []) {
        const models = countInOrder(layer.slice(0, -1), parts.slice(0, from));
        // Files that name the outermost layer have it in front.
        const score = models + (whole.startsWith(`${layer[0]}/`) ? MAX_PARTS : 0);
        if (score > most) [best, most] = [layer, score];
      }
    }
  });
  return best;
}

function countInOrder(names: readonly string[], path: readonly string[]): number {
  let from = 0;
  return names.filter((name) => {
    const at = path.indexOf(name, from);
    if (at >= 0) from = at + 1;
    return at >= 0;
  }).length;
}

/** Hands out a layer's variables one after the other, checking each one's shape. */
export type TakeVariable = (shape: readonly number[]) => KerasVariable;

/** @throws InputError, when called, where the next variable is missing or has another shape */
export function takeInTurn(variables: readonly KerasVariable[], subject: string): TakeVariable {
  let next = 0;
  return (shape) => {
    const variable = variables[next];
    if (variable === undefined || variable.shape.join() !== shape.join()) {
      throw new InputError(`${subject}, variable ${next}`, {
        expected: `shape [${shape.join(", ")}]`,
        got: variable === undefined ? "none" : `[${variable.shape.join(", ")}]`,
      });
    }
    next++;
    return variable;
  };
}
