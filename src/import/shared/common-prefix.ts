import type { Weights, WeightTensor } from "./weights.ts";

/**
 * Bookkeeping that inference does not use: what wrappers and normalisation layers count, and the sums of metrics that a
 * training module has among its parts (the states of torchmetrics' classes).
 */
const BOOKKEEPING =
  /(^|\.)(num_batches_tracked|n_averaged|tp|fp|tn|fn|confmat|correct|total|mean_value|sum_value|max_value|min_value)$/;

/** A number of its own beside a running mean, which torchmetrics calls its weight. */
const isWeightOfMean = (name: string, { shape }: WeightTensor, weights: Weights): boolean =>
  shape.length === 0 && name.endsWith("weight") && weights.has(name.replace(/weight$/, "mean_value"));

/** Trained weights are no 64-bit integers: counters and indices are. */
const isCount = (name: string, { stored }: WeightTensor): boolean =>
  stored === "int64" && !/(^|\.)(weight|bias)$/.test(name);

const isBookkeeping = (name: string, tensor: WeightTensor, weights: Weights): boolean =>
  BOOKKEEPING.test(name) || isCount(name, tensor) || isWeightOfMean(name, tensor, weights);

/**
 * Takes the bookkeeping out, and then the leading name parts that all tensors share: `module.` (DataParallel),
 * `_orig_mod.` (torch.compile), `model.`, `backbone.` and whatever else a wrapper was called. No architecture has one
 * first part for all its layers.
 *
 * @example
 * const weights = new Map(["module.conv1.weight", "module.fc.weight"].map((name) => [name, weight]));
 * [...stripCommonPrefix(weights).keys()] // ["conv1.weight", "fc.weight"]
 */
export function stripCommonPrefix(weights: Weights): Weights {
  let entries = [...weights].filter(([name, tensor]) => !isBookkeeping(name, tensor, weights));
  for (;;) {
    const first = entries[0]?.[0] ?? "";
    const prefix = first.slice(0, first.indexOf(".") + 1);
    if (prefix === "" || entries.length < 2 || !entries.every(([name]) => name.startsWith(prefix))) break;
    entries = entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]);
  }
  return new Map(entries);
}
