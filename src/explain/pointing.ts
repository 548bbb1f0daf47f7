/**
 * Share of a map's positive evidence that lies in one cell of a grid of images: 1 where the map points at that cell
 * alone, 1 / cells where it does not tell them apart. NaN where the map has no positive evidence.
 *
 * The grid pointing game puts images of different, confidently recognised classes into one mosaic and asks for the map
 * of one of them. Source: Böhle et al. 2021 (convolutional dynamic alignment networks), section 4.2.
 *
 * @param map row-major [height, width], at the mosaic's resolution
 * @param grid cells per side
 * @param cell number of the cell, row by row
 */
export function shareInCell(
  map: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  grid: number,
  cell: number,
): number {
  const [top, left] = [(Math.floor(cell / grid) * height) / grid, ((cell % grid) * width) / grid];
  let [inside, total] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const evidence = Math.max(map[y * width + x], 0);
      total += evidence;
      if (y >= top && y < top + height / grid && x >= left && x < left + width / grid) inside += evidence;
    }
  }
  return inside / total;
}
