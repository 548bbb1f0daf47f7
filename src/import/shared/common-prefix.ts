import type { Weights } from "./weights.ts";

/** Bookkeeping that wrappers and normalisation layers store beside the weights and inference does not use. */
const BOOKKEEPING = /(^|\.)(num_batches_tracked|n_averaged)$/;

/**
 * Takes the bookkeeping out, and then the leading name parts that all tensors share: `module.` (DataParallel),
 * `_orig_mod.` (torch.compile), `model.`, `backbone.` and whatever else a wrapper was called. No architecture has one
 * first part for all its layers.
 *
 * @example { "module.conv1.weight", "module.fc.weight" } -> { "conv1.weight", "fc.weight" }
 */
export function stripCommonPrefix(weights: Weights): Weights {
  let entries = [...weights].filter(([name]) => !BOOKKEEPING.test(name));
  for (;;) {
    const first = entries[0]?.[0] ?? "";
    const prefix = first.slice(0, first.indexOf(".") + 1);
    if (prefix === "" || entries.length < 2 || !entries.every(([name]) => name.startsWith(prefix))) break;
    entries = entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]);
  }
  return new Map(entries);
}
