import { type Reference, references } from "./keras-arguments.ts";
import type { ModelConfig } from "./keras-config.ts";

/**
 * The number of each layer's first call: Keras 2 counts the one that made a model too, which is not among those that it
 * writes down.
 */
export function firstCalls(model: ModelConfig): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  const used = model.layers.flatMap(({ calls }) =>
    calls.flatMap(({ args, options }) => [...args, ...Object.values(options)]),
  );
  for (const { layer, call } of [...used.flatMap(references), ...outputReferences(model.outputs)]) {
    last.set(layer, Math.max(last.get(layer) ?? 0, call));
  }
  return new Map(
    model.layers.map(({ name, calls }) => [name, Math.max(0, (last.get(name) ?? 0) + 1 - Math.max(1, calls.length))]),
  );
}

/** References in a list of outputs, or in one alone. */
export function outputReferences(value: unknown, depth = 0): readonly Reference[] {
  if (depth > 8 || value === null || typeof value !== "object") return [];
  if (!Array.isArray(value)) return Object.values(value).flatMap((item) => outputReferences(item, depth + 1));
  const [layer, call, output] = value;
  if (typeof layer === "string" && typeof call === "number") {
    return [{ kind: "reference", layer, call, output: Number(output ?? 0) }];
  }
  return value.flatMap((item) => outputReferences(item, depth + 1));
}
