/**
 * What the network says of each example in its worst case: the logits among the candidates with the least margin
 * z_label - max of the others. An example is right in its worst case only if it is right under every candidate, as
 * AutoAttack counts robust accuracy.
 *
 * @param candidates logits of the same examples under each attack, and clean; row-major [n, classes]
 */
export function worstLogits(candidates: readonly Float32Array[], labels: Int32Array, classes: number): Float32Array {
  const worst = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) {
    const [start, end] = [row * classes, (row + 1) * classes];
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const logits = candidate.subarray(start, end);
      const margin = marginOf(logits, labels[row]);
      if (margin >= least) continue;
      least = margin;
      worst.set(logits, start);
    }
  }
  return worst;
}

/** z_label - max of the others: positive where the label wins, negative where it loses. */
function marginOf(logits: Float32Array, label: number): number {
  let rival = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < logits.length; k++) if (k !== label && logits[k] > rival) rival = logits[k];
  return logits[label] - rival;
}
