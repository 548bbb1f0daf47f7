import { CHANNELS, type Image } from "../../core/image.ts";
import { type FilterId, filterTaps, nearestPixels, type Taps, WEIGHT_BITS } from "./filter.ts";

/** A part of an image, pixels. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

const HALF = 2 ** (WEIGHT_BITS - 1);

/**
 * Resizes to the same pixels as Pillow's `resize((width, height), filter)`, which is torchvision's `Resize` of files: a
 * pass along rows, rounded to 8 bits and cut off at 0 and 255, then one along columns; the filter is widened where an
 * image becomes smaller (`filterTaps`). Where the height loses more than twice as many pixels as the width, columns are first, as
 * in Pillow 13 (older versions always begin with rows: pixels of such images differ by a level here and there).
 *
 * @param part what of the resized image is wanted; the rest is not computed
 */
export function resizeImage(
  image: Image,
  height: number,
  width: number,
  filter: FilterId = "bilinear",
  part: Window = { top: 0, left: 0, height, width },
): Image {
  if (filter === "nearest") return resizeToNearest(image, height, width, part);
  const columns = width === image.width ? undefined : filterTaps(filter, image.width, width, part.left, part.width);
  const rows = height === image.height ? undefined : filterTaps(filter, image.height, height, part.top, part.height);
  const cut = {
    top: rows === undefined ? part.top : 0,
    left: columns === undefined ? part.left : 0,
    height: rows === undefined ? part.height : image.height,
    width: columns === undefined ? part.width : image.width,
  };
  const whole = windowOf(image, cut);
  const columnsFirst = image.height - height > 2 * Math.max(0, image.width - width);
  if (rows !== undefined && columns !== undefined && columnsFirst) {
    return alongRows(alongColumns(whole, rows), columns, 0, part.height);
  }
  if (columns === undefined) return rows === undefined ? whole : alongColumns(whole, rows);
  if (rows === undefined) return alongRows(whole, columns, 0, whole.height);
  // Rows that no pixel of the part comes from are left out.
  const first = rows.first[0];
  const last = part.height - 1;
  const wide = alongRows(whole, columns, first, rows.first[last] + rows.count[last] - first);
  return alongColumns(wide, { ...rows, first: rows.first.map((row) => row - first) });
}

/** A part that lies within the image. */
export function windowOf(image: Image, { top, left, height, width }: Window): Image {
  if (height === image.height && width === image.width) return image;
  const pixels = new Uint8Array(height * width * CHANNELS);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * image.width + left) * CHANNELS;
    pixels.set(image.pixels.subarray(start, start + width * CHANNELS), row * width * CHANNELS);
  }
  return { pixels, height, width };
}

function alongRows({ pixels, width: from }: Image, taps: Taps, top: number, height: number): Image {
  const { first, count, weights, most } = taps;
  const width = first.length;
  const resized = new Uint8Array(height * width * CHANNELS);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += CHANNELS) {
      let at = ((top + row) * from + first[column]) * CHANNELS;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = column * most, end = k + count[column]; k < end; k++, at += CHANNELS) {
        const weight = weights[k];
        red = (red + weight * pixels[at]) | 0;
        green = (green + weight * pixels[at + 1]) | 0;
        blue = (blue + weight * pixels[at + 2]) | 0;
      }
      resized[to] = level(red);
      resized[to + 1] = level(green);
      resized[to + 2] = level(blue);
    }
  }
  return { pixels: resized, height, width };
}

function alongColumns({ pixels, width }: Image, { first, count, weights, most }: Taps): Image {
  const height = first.length;
  const length = width * CHANNELS;
  const resized = new Uint8Array(height * length);
  const sums = new Int32Array(length);
  for (let row = 0; row < height; row++) {
    sums.fill(HALF);
    for (let k = 0; k < count[row]; k++) {
      const weight = weights[row * most + k];
      const start = (first[row] + k) * length;
      for (let at = 0; at < length; at++) sums[at] += weight * pixels[start + at];
    }
    for (let at = 0; at < length; at++) resized[row * length + at] = level(sums[at]);
  }
  return { pixels: resized, height, width };
}

/** A sum of weighed levels, in units of 2^-22, as a level. */
function level(sum: number): number {
  const value = sum >> WEIGHT_BITS;
  return Math.max(0, Math.min(value, 255));
}

function resizeToNearest(image: Image, height: number, width: number, part: Window): Image {
  const columns = nearestPixels(image.width, width, part.left, part.width);
  const rows = nearestPixels(image.height, height, part.top, part.height);
  const pixels = new Uint8Array(part.height * part.width * CHANNELS);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * image.width + column) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) pixels[to++] = image.pixels[at + channel];
    }
  }
  return { pixels, height: part.height, width: part.width };
}
