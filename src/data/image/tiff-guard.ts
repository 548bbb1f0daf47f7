import { inflateSync } from "node:zlib";
import { ImageProblem } from "./image-problem.ts";

/** Bytes of one value of each field type, by the type's number (TIFF 6.0, section 2). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const SHORT = 3;

const FIELD_BYTES = 12;
const WIDTH = 256;
const HEIGHT = 257;
const COMPRESSION = 259;
const STRIP_OFFSETS = 273;
const STRIP_BYTES = 279;

/** Fields that point to further directories, which the decoder would follow wherever they lead. */
const DIRECTORY_TAGS = new Set([330, 34665, 34853]);

/** Tile width and length: the decoder makes room for one tile of the stated size. */
const TILE_TAGS = new Set([322, 323]);

const DEFLATE = new Set([8, 32946]);

/** Most samples of a pixel (RGBA) times bytes of a sample, for a bound on the inflated size. */
const MAX_PIXEL_BYTES = 8;

/**
 * A TIFF of one page, in strips, without further directories, whose fields hold no more values than the file has room
 * for and whose deflated strips inflate to no more than its pixels. The decoder used here follows pages in a circle
 * for ever, reads as many values as a field claims, and inflates whatever there is.
 */
export function requireSinglePage(bytes: Buffer): void {
  const little = bytes.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const fields = new Map<number, readonly number[]>();
  const start = long(4);
  const end = start + 2 + short(start) * FIELD_BYTES;
  for (let at = start + 2; at < end; at += FIELD_BYTES) {
    const [tag, type, count] = [short(at), short(at + 2), long(at + 4)];
    const size = TYPE_BYTES[type] ?? 1;
    if (count * size > bytes.length) throw new ImageProblem("fields that fit the file", `${count} values of ${tag}`);
    if (DIRECTORY_TAGS.has(tag) || TILE_TAGS.has(tag)) {
      throw new ImageProblem("a plain TIFF, in strips", `field ${tag}, for tiles or further directories`);
    }
    if ([WIDTH, HEIGHT, COMPRESSION, STRIP_OFFSETS, STRIP_BYTES].includes(tag)) {
      const values = count * size <= 4 ? at + 8 : long(at + 8);
      const value = (i: number) => (type === SHORT ? short(values + 2 * i) : long(values + 4 * i));
      fields.set(
        tag,
        Array.from({ length: count }, (_, i) => value(i)),
      );
    }
  }
  if (long(end) !== 0) throw new ImageProblem("a TIFF of one page", "more");
  if (DEFLATE.has(fields.get(COMPRESSION)?.[0] ?? 1)) requireBoundedStrips(bytes, fields);
}

function requireBoundedStrips(bytes: Buffer, fields: ReadonlyMap<number, readonly number[]>): void {
  const of = (tag: number) => fields.get(tag) ?? [];
  let room = (of(WIDTH)[0] ?? 0) * (of(HEIGHT)[0] ?? 0) * MAX_PIXEL_BYTES;
  for (const [i, offset] of of(STRIP_OFFSETS).entries()) {
    try {
      room -= inflateSync(bytes.subarray(offset, offset + of(STRIP_BYTES)[i]), { maxOutputLength: room }).length;
    } catch {
      throw new ImageProblem("strips that hold the image's pixels", `strip ${i} that is damaged or holds more`);
    }
  }
}
