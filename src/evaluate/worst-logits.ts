import { argmax } from "../core/argmax.ts";
import { marginOf } from "../core/margin.ts";

/**
 * What the network says of each example in its worst case: the logits among the candidates with the least margin of the
 * label. An example is right in its worst case only if it is right under every candidate, as AutoAttack counts robust
 * accuracy.
 *
 * @param candidates logits of the same examples under each attack, and clean; row-major [n, classes]
 */
export function worstLogits(candidates: readonly Float32Array[], labels: Int32Array, classes: number): Float32Array {
  const [first, ...others] = candidates;
  const worst = first.slice();
  for (const logits of others) {
    for (let row = 0; row < labels.length; row++) {
      if (isWorse(logits, worst, row, classes, labels[row])) {
        worst.set(logits.subarray(row * classes, (row + 1) * classes), row * classes);
      }
    }
  }
  return worst;
}

/** At a margin of 0 the label ties with another class, and whether it is right depends on which comes first. */
function isWorse(logits: Float32Array, than: Float32Array, row: number, classes: number, label: number): boolean {
  const [margin, least] = [logits, than].map((of) => marginOf(of, row, classes, label));
  return margin < least || (margin === 0 && least === 0 && argmax(logits, row, classes) !== label);
}
