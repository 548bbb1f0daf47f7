/**
 * Numbers for each image in an output of this shape: one row for each, perhaps with further axes of size one.
 *
 * @param batch number of images that went in
 * @returns undefined where it is something else: a map of features, one row for all images
 * @example scoresIn([2, 10, 1, 1], 2) // 10
 */
export function scoresIn([rows, ...sizes]: readonly number[], batch: number): number | undefined {
  const longer = sizes.filter((size) => size !== 1);
  return rows === batch && longer.length <= 1 && longer[0] !== 0 ? (longer[0] ?? 1) : undefined;
}
