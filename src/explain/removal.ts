/** Which pixels are removed first: those that the map calls most relevant, or those it calls least relevant. */
export type RemovalOrder = "most-relevant-first" | "least-relevant-first";

/**
 * Marks a share of an image's pixels for removal, by rank of a relevance map.
 *
 * Removal is by rank and never by threshold: a rectified map is often 0 over most of the image, and a threshold at 0
 * would remove all of it at once. Equal values are removed in the order of `tieBreak`, a permutation of the pixels
 * that is the same for both orders, so that ties favour neither.
 *
 * @param relevance row-major [height, width], finite
 * @param share in [0, 1]; round(share x pixels) pixels are removed
 * @param tieBreak a permutation of 0...pixels-1
 * @returns 1 where a pixel is removed
 */
export function removedByRank(
  relevance: Float32Array,
  share: number,
  order: RemovalOrder,
  tieBreak: Int32Array,
): Uint8Array {
  const sign = order === "most-relevant-first" ? -1 : 1;
  const place = new Int32Array(tieBreak.length);
  tieBreak.forEach((pixel, i) => {
    place[pixel] = i;
  });
  const ranked = Int32Array.from(relevance.keys()).sort(
    (a, b) => sign * (relevance[a] - relevance[b]) || place[a] - place[b],
  );
  const removed = new Uint8Array(relevance.length);
  for (const pixel of ranked.subarray(0, Math.round(share * relevance.length))) removed[pixel] = 1;
  return removed;
}
