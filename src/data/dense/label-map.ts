import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import { readImage } from "../image/read-image.ts";
import { indicesAsGrey } from "./index-png.ts";

/** A label for each pixel of an image. */
export interface LabelMap {
  /** Row-major, [height, width]. */
  readonly labels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** How pixels stand for labels: their index or grey value, or a colour of a table (red, green, blue as 0xrrggbb). */
export type LabelCoding = "indices" | ReadonlyMap<number, number>;

const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a label map from a PNG file. Palettes are read as indices whatever their colours are, and grey of 8 bits as it is:
 * exactly the numbers of Pillow's modes P and L. Anything else would be a guess, and is refused.
 *
 * @throws InputError on a missing, damaged or oversized file, on another kind of image, and on a colour not in the table
 */
export async function readLabelMap(path: string, coding: LabelCoding = "indices"): Promise<LabelMap> {
  const bytes = await readBounded(path, { most: MOST_BYTES });
  if (coding !== "indices") return labelsOfColours(path, bytes, coding);
  const { png, levels } = indicesAsGrey(bytes, path);
  const { pixels, height, width } = await readImage({ subject: path, bytes: png });
  const step = 255 / (levels - 1);
  const labels = new Uint8Array(height * width);
  for (let at = 0; at < labels.length; at++) labels[at] = pixels[3 * at] / step;
  return { labels, height, width };
}

async function labelsOfColours(path: string, bytes: Buffer, table: ReadonlyMap<number, number>): Promise<LabelMap> {
  const { pixels, height, width } = await readImage({ subject: path, bytes });
  const labels = new Uint8Array(height * width);
  for (let at = 0; at < labels.length; at++) {
    const [red, green, blue] = pixels.subarray(3 * at, 3 * at + 3);
    const label = table.get((red << 16) | (green << 8) | blue);
    if (label === undefined) {
      throw new InputError(`${path}, row ${Math.floor(at / width)}, column ${at % width}`, {
        expected: "a colour of the data set's table",
        got: `red ${red}, green ${green}, blue ${blue}`,
        remedy: "Was the file resized or saved as JPEG on the way? Labels must not be blended.",
      });
    }
    labels[at] = label;
  }
  return { labels, height, width };
}
