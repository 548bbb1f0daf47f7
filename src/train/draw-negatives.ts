import type { Random } from "../core/random.ts";

/**
 * How often each image stands against an image of one class: `count` images of other classes, drawn without replacement,
 * or with replacement where there are not as many.
 *
 * @param labels class of each image
 * @param counts one number per image, all zero; overwritten
 */
export function drawNegatives(
  labels: Int32Array,
  label: number,
  count: number,
  counts: Float32Array,
  random: Random,
): void {
  let others = 0;
  for (const each of labels) if (each !== label) others++;
  if (others === 0) return;
  const distinct = count <= others;
  // Where more than half is wanted, those that are left out are drawn.
  const leftOut = distinct && 2 * count > others;
  let wanted = leftOut ? others - count : count;
  while (wanted > 0) {
    const index = random.integer(labels.length);
    if (labels[index] === label || (distinct && counts[index] > 0)) continue;
    counts[index]++;
    wanted--;
  }
  if (leftOut) for (let i = 0; i < counts.length; i++) counts[i] = labels[i] === label ? 0 : 1 - counts[i];
}
