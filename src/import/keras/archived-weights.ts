import type { Hdf5 } from "./hdf5.ts";
import type { KerasWeights } from "./keras-weights.ts";

/** How deep a file may nest models and parts of layers. */
const DEEPEST = 16;

/** Where a model's group has its layers; the second is that of Keras 2.12 to 2.14. */
const CONTAINERS = ["layers", "_layer_checkpoint_dependencies"];

/** Parts of an attention in the order in which Keras creates them; files have them by the alphabet. */
const PARTS = [/query/, /key/, /value/, /output/];

interface Message {
  readonly class_name?: unknown;
  readonly config?: { readonly name?: unknown; readonly layers?: unknown };
}

/**
 * The variables of a `.keras` file: `/layers/<place>/vars/0...`, where the group says the layer's name; before Keras 3.4
 * or so it does not, and the place is the layer's class with a counter. A model inside has its layers below its place.
 */
export function archivedWeights(hdf5: Hdf5, configuration: unknown): KerasWeights {
  return ofModel(hdf5, "", configuration as Message | null, []);
}

function ofModel(hdf5: Hdf5, group: string, model: Message | null, path: readonly string[]): KerasWeights {
  if (path.length > DEEPEST) return [];
  const container = CONTAINERS.find((name) => hdf5.children(group || "/").includes(name));
  if (container === undefined) return [];
  const layers = byPlace(model?.config?.layers);
  return hdf5.children(`${group}/${container}`).flatMap((place) => {
    const at = `${group}/${container}/${place}`;
    const layer = layers.get(place);
    const saved = hdf5.attribute(`${at}/vars`, "name");
    const name = typeof saved === "string" ? saved : String(layer?.config?.name ?? place);
    const inner = hdf5.children(at).some((child) => CONTAINERS.includes(child));
    if (inner) return ofModel(hdf5, at, layer ?? named(model, name), [...path, name]);
    return ofLayer(hdf5, at, [...path, name]);
  });
}

const named = (model: Message | null, name: string): Message | null =>
  list(model?.config?.layers).find(({ config }) => config?.name === name) ?? null;

/** A layer's own variables, then those of its parts. */
function ofLayer(hdf5: Hdf5, group: string, path: readonly string[]): KerasWeights {
  if (path.length > DEEPEST) return [];
  const children = hdf5.children(group);
  const count = children.includes("vars") ? hdf5.children(`${group}/vars`).length : 0;
  const own = Array.from({ length: count }, (_, i) => ({ path, ...hdf5.array(`${group}/vars/${i}`) }));
  const rank = (part: string) => PARTS.findIndex((pattern) => pattern.test(part));
  const parts = children.filter((child) => child !== "vars").sort((a, b) => rank(a) - rank(b));
  return [...own, ...parts.flatMap((part) => ofLayer(hdf5, `${group}/${part}`, [...path, part]))];
}

const list = (value: unknown): readonly Message[] => (Array.isArray(value) ? (value as readonly Message[]) : []);

function byPlace(layers: unknown): Map<string, Message> {
  const counters = new Map<string, number>();
  const places = new Map<string, Message>();
  for (const layer of list(layers)) {
    const base = snakeCase(String(layer.class_name));
    const used = counters.get(base) ?? 0;
    counters.set(base, used + 1);
    places.set(used === 0 ? base : `${base}_${used}`, layer);
  }
  return places;
}

/** Keras' own rule: `Conv2D` is `conv2d`, `BatchNormalization` is `batch_normalization`. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
