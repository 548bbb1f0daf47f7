/**
 * Bilinear enlargement of a map to an image's size. Pixel centres lie at half-integers and the edge is repeated, as
 * PyTorch's `interpolate(mode="bilinear", align_corners=False)` and OpenCV's `INTER_LINEAR` do.
 *
 * @param map row-major [height, width]
 * @returns row-major [toHeight, toWidth]
 * @example enlarge(Float32Array.of(0, 1), { height: 1, width: 2 }, { height: 1, width: 4 }) // [0, 0.25, 0.75, 1]
 */
export function enlarge(
  map: Float32Array,
  from: { readonly height: number; readonly width: number },
  to: { readonly height: number; readonly width: number },
): Float32Array {
  const rows = positions(from.height, to.height);
  const columns = positions(from.width, to.width);
  const enlarged = new Float32Array(to.height * to.width);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const at = (i: number, j: number) => map[i * from.width + j];
      const above = at(row.low, column.low) * (1 - column.share) + at(row.low, column.high) * column.share;
      const below = at(row.high, column.low) * (1 - column.share) + at(row.high, column.high) * column.share;
      enlarged[y * to.width + x] = above * (1 - row.share) + below * row.share;
    });
  });
  return enlarged;
}

/** For each position of the larger grid its two neighbours in the smaller one, and the share of the second. */
function positions(from: number, to: number): readonly { low: number; high: number; share: number }[] {
  return Array.from({ length: to }, (_, index) => {
    const centre = Math.max(0, ((index + 0.5) * from) / to - 0.5);
    const low = Math.min(Math.floor(centre), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: centre - low };
  });
}
