import type { Batch } from "./batch.ts";

/** Targets that trust the labels: 1 at the label, 0 elsewhere, row-major [count, classes]. */
export function oneHotTargets({ labels, count, classes }: Pick<Batch, "labels" | "count" | "classes">): Float32Array {
  const targets = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) targets[i * classes + labels[i]] = 1;
  return targets;
}
