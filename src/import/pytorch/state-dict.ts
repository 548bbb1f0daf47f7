import { InputError } from "../../core/error.ts";
import { stripCommonPrefix } from "../shared/common-prefix.ts";
import { unreadable, type Weights, type WeightTensor } from "../shared/weights.ts";
import { isTensor, isUnreadable } from "./pickle-names.ts";
import type { PickleDict, PickleValue } from "./pickle-value.ts";
import { type StorageReader, viewTensor } from "./pytorch-tensors.ts";

/**
 * Where training scripts put the weights inside what they save, in the order looked at. The averaged weights (`ema`)
 * come last: a script that keeps both reports the accuracy of the plain ones unless it says otherwise.
 */
const WEIGHT_KEYS = [
  "state_dict",
  "model_state_dict",
  "model_state",
  "model",
  "net",
  "network",
  "module",
  "weights",
  "params",
  "student",
  "backbone",
  "encoder",
  "ema",
  "state_dict_ema",
  "model_ema",
  "ema_state_dict",
];

/** Most dictionaries looked into; they nest no deeper than that either. */
const MAX_DICTIONARIES = 1000;

/** The state dictionary in an unpickled value, with the prefixes of wrappers removed. */
export function stateDict(value: PickleValue, read: StorageReader, subject: string): Weights {
  const found = findTensors(value, new Set());
  if (found === undefined) {
    throw new InputError(subject, {
      expected: `a dictionary of tensors, or one under ${WEIGHT_KEYS.slice(0, 6).join(", ")}...`,
      got: describe(value),
      remedy: isOptimizer(value)
        ? "That is an optimiser's state; the network's is another file, or was not saved."
        : "Save it with torch.save(model.state_dict(), path).",
    });
  }
  const weights = new Map<string, WeightTensor>();
  for (const [name, tensor] of found) {
    if (typeof name !== "string") continue;
    const place = `${subject}, tensor ${name}`;
    if (isTensor(tensor)) weights.set(name, viewTensor(tensor, read, place));
    else if (isUnreadable(tensor)) weights.set(name, unreadable(tensor.title, tensor.shape, place));
  }
  return stripCommonPrefix(weights);
}

/**
 * The first under a well-known key, unless the dictionary itself holds more tensors; else the only one. Training scripts
 * leave a few loose tensors beside the network's.
 *
 * @param seen dictionaries looked into already: they may be shared or contain themselves
 */
function findTensors(value: PickleValue, seen: Set<PickleDict>): PickleDict | undefined {
  if (!(value instanceof Map) || seen.has(value) || seen.size > MAX_DICTIONARIES) return undefined;
  seen.add(value);
  const own = tensorsOf(value);
  for (const key of WEIGHT_KEYS) {
    const found = findTensors(value.get(key) ?? null, seen);
    if (found !== undefined && tensorsOf(found) > own) return found;
  }
  if (own > 1) return value;
  const others = [...value.values()].map((entry) => findTensors(entry, seen)).filter((found) => found !== undefined);
  return others.length === 1 ? others[0] : undefined;
}

function tensorsOf(value: PickleDict): number {
  let tensors = 0;
  for (const [name, entry] of value) {
    if (typeof name === "string" && (isTensor(entry) || isUnreadable(entry))) tensors++;
  }
  return tensors;
}

const isOptimizer = (value: PickleValue): boolean => value instanceof Map && value.has("param_groups");

function describe(value: PickleValue): string {
  if (value instanceof Map)
    return `a dictionary of ${[...value.keys()].slice(0, 8).map(String).join(", ") || "nothing"}`;
  if (isTensor(value)) return "a single tensor";
  return Array.isArray(value) ? "a list" : `${value === null ? "None" : `a ${typeof value}`}`;
}
