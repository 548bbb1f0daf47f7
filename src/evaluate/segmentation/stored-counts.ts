import { CONFIDENCE_WIDTH, type SegmentationCounts } from "../../../metrics/index.ts";

/** Counts with histograms of confidence. */
export type PixelCounts = SegmentationCounts & { readonly confidence: Float64Array };

const cellsOf = (classes: number) => (classes + 1) ** 2;

/** Numbers that are kept of an image, in double precision: its confusion counts, then what `countConfidence` gives. */
export function widthOf(classes: number): number {
  return cellsOf(classes) + CONFIDENCE_WIDTH;
}

/** Counts of all images from rows of `widthOf(classes)` numbers. */
export function countsIn({ buffer, byteOffset, byteLength }: Uint8Array, classes: number): PixelCounts {
  const rows = new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
  const [width, cells] = [widthOf(classes), cellsOf(classes)];
  const images = rows.length / width;
  const confusion = new Float64Array(images * cells);
  const confidence = new Float64Array(images * CONFIDENCE_WIDTH);
  for (let image = 0; image < images; image++) {
    const start = image * width;
    confusion.set(rows.subarray(start, start + cells), image * cells);
    confidence.set(rows.subarray(start + cells, start + width), image * CONFIDENCE_WIDTH);
  }
  return { classes, images, confusion, confidence };
}

/** Share of the scored pixels of all images that are right; 1 where none is scored. */
export function rightShare({ classes, confusion }: SegmentationCounts): number {
  const width = classes + 1;
  let [right, scored] = [0, 0];
  confusion.forEach((pixels, cell) => {
    const [row, column] = [Math.floor(cell / width) % width, cell % width];
    if (row === classes) return;
    scored += pixels;
    if (row === column) right += pixels;
  });
  return scored === 0 ? 1 : right / scored;
}
