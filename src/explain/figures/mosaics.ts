import { argmax } from "../../core/argmax.ts";
import type { Predictions } from "../../core/predictions.ts";
import type { Random } from "../../core/random.ts";

/** Cells per side of a mosaic, and images in it. */
export const GRID = 2;
const CELLS = GRID * GRID;

/** Rows of the images in a mosaic, cell by cell, row by row: four images of four classes. */
export type Mosaic = readonly number[];

/**
 * Mosaics of images that every checkpoint recognises, no image twice: for each, four classes are drawn among those that
 * have images left, and the surest image of each is taken. An image is as sure as the least sure checkpoint is of it.
 *
 * @param most mosaics at most
 * @param random draws the classes
 * @returns fewer, or none, where fewer than four classes have recognised images left
 */
export function chooseMosaics(predictions: readonly Predictions[], most: number, random: Random): readonly Mosaic[] {
  const left = recognised(predictions).filter((rows) => rows.length > 0);
  const mosaics: Mosaic[] = [];
  while (mosaics.length < most) {
    const open = left.filter((rows) => rows.length > 0);
    if (open.length < CELLS) break;
    const order = random.fork("mosaic", mosaics.length).permutation(open.length);
    mosaics.push(Array.from(order.subarray(0, CELLS), (at) => open[at].shift()!));
  }
  return mosaics;
}

/** Of each class the rows that every checkpoint recognises, the surest first. */
function recognised(predictions: readonly Predictions[]): number[][] {
  const [{ labels, classes, count }] = predictions;
  const sureness = Float64Array.from({ length: count }, (_, row) =>
    Math.min(...predictions.map((of) => (isRight(of, row) ? of.probabilities[row * classes + labels[row]] : -1))),
  );
  const rows = Array.from({ length: classes }, (): number[] => []);
  for (let row = 0; row < count; row++) if (sureness[row] >= 0) rows[labels[row]].push(row);
  return rows.map((of) => of.sort((a, b) => sureness[b] - sureness[a] || a - b));
}

function isRight({ probabilities, labels, classes }: Predictions, row: number): boolean {
  return argmax(probabilities, row, classes) === labels[row];
}

/**
 * Puts four images side by side, two by two.
 *
 * @param images row-major [4, height, width, channels]
 * @returns row-major [2 height, 2 width, channels]
 */
export function mosaicOf(images: Float32Array, height: number, width: number, channels: number): Float32Array {
  const line = width * channels;
  const mosaic = new Float32Array(images.length);
  for (let cell = 0; cell < CELLS; cell++) {
    const [top, left] = [Math.floor(cell / GRID) * height, (cell % GRID) * line];
    for (let y = 0; y < height; y++) {
      const start = (cell * height + y) * line;
      mosaic.set(images.subarray(start, start + line), (top + y) * GRID * line + left);
    }
  }
  return mosaic;
}
