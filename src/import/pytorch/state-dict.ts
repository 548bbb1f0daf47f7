import { InputError } from "../../core/error.ts";
import type { PickleDict, PickleValue } from "../../pickle/pickle-value.ts";
import { stripCommonPrefix } from "../shared/common-prefix.ts";
import { TOP_LEVEL, unreadable, type WeightSet, type Weights, type WeightTensor } from "../shared/weights.ts";
import { isTensor, isUnreadable } from "./pickled-tensor.ts";
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
/** Most sets of weights that a file is said to have. */
const MAX_SETS = 16;

/** A dictionary of tensors, and where it is. */
interface Found {
  readonly path: readonly string[];
  readonly dictionary: PickleDict;
  readonly tensors: number;
}

/**
 * The sets of weights in an unpickled value, the one to take first, with the prefixes of wrappers removed. Others are
 * those with at least half as many tensors: an optimiser's averages have two or three for each.
 *
 * @throws InputError where there is none
 */
export function weightSets(value: PickleValue, read: StorageReader, subject: string): readonly WeightSet[] {
  const [first, ...others] = dictionariesOfTensors(value, [], new Set());
  if (first === undefined) {
    throw new InputError(subject, {
      expected: `a dictionary of tensors, or one under ${WEIGHT_KEYS.slice(0, 6).join(", ")}...`,
      got: describe(value),
      remedy: isOptimizer(value)
        ? "That is an optimiser's state; the network's is another file, or was not saved."
        : "Save it with torch.save(model.state_dict(), path).",
    });
  }
  const alike = others.filter(({ tensors }) => tensors >= first.tensors / 2);
  return [first, ...alike].slice(0, MAX_SETS).map(({ path, dictionary }) => ({
    name: path.length === 0 ? TOP_LEVEL : path.join("."),
    weights: toWeights(dictionary, read, subject),
  }));
}

function toWeights(dictionary: PickleDict, read: StorageReader, subject: string): Weights {
  const weights = new Map<string, WeightTensor>();
  for (const [name, tensor] of dictionary) {
    if (typeof name !== "string") continue;
    const place = `${subject}, tensor ${name}`;
    if (isTensor(tensor)) weights.set(name, viewTensor(tensor, read, place));
    else if (isUnreadable(tensor)) weights.set(name, unreadable(tensor.title, tensor.shape, place));
  }
  return stripCommonPrefix(weights);
}

/**
 * Dictionaries of tensors, the likeliest to be the network first: those under well-known keys, unless the dictionary
 * around them has more tensors itself, then that one, then those under other names. Training scripts leave a few loose
 * tensors beside the network's.
 *
 * @param seen dictionaries looked into already: they may be shared or contain themselves
 */
function dictionariesOfTensors(value: PickleValue, path: readonly string[], seen: Set<PickleDict>): Found[] {
  if (!(value instanceof Map) || seen.has(value) || seen.size > MAX_DICTIONARIES) return [];
  seen.add(value);
  const tensors = tensorsOf(value);
  const inside = (key: string): Found[] => dictionariesOfTensors(value.get(key) ?? null, [...path, key], seen);
  const known = WEIGHT_KEYS.flatMap(inside).filter((found) => found.tensors > tensors);
  const own = tensors > 1 ? [{ path, dictionary: value, tensors }] : [];
  const others = [...value.keys()].flatMap((key) => (typeof key === "string" ? inside(key) : []));
  return [...known, ...own, ...others];
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
    return `a dictionary of ${[...value.keys()].slice(0, 8).map(named).join(", ") || "nothing"}`;
  if (isTensor(value)) return "a single tensor";
  return Array.isArray(value) ? "a list" : `${value === null ? "None" : `a ${typeof value}`}`;
}

/** Keys may be anything; a list of lists of lists is not written out. */
const named = (key: PickleValue): string =>
  typeof key === "string" || typeof key === "number" ? `${key}` : Array.isArray(key) ? "a list" : "another key";
