import { inflateSync } from "node:zlib";
import { ImageProblem } from "./image-problem.ts";

const SIGNATURE_BYTES = 8;

/** Length, type and checksum of a chunk. */
const CHUNK_FRAME_BYTES = 12;

/** Most samples of a pixel (RGBA) times bytes of a sample, for a bound on the inflated size. */
const MAX_PIXEL_BYTES = 8;

/** Passes of Adam7 interlacing: each adds at most one filter byte per row. */
const PASSES = 7;

/**
 * A PNG with one header, which therefore is the one that was looked at, whose interlaced pixels inflate to no more than
 * the header says: decoders bound a plain image's by its header, but the one used here not an interlaced image's.
 */
export function requireOneImage(bytes: Buffer): void {
  const data: Buffer[] = [];
  let headers = 0;
  for (let at = SIGNATURE_BYTES; at + CHUNK_FRAME_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IHDR") headers++;
    if (type === "IDAT") data.push(bytes.subarray(at + 8, at + 8 + length));
    at += CHUNK_FRAME_BYTES + length;
  }
  if (headers !== 1) throw new ImageProblem("a PNG with one header", `${headers}`);
  const width = bytes.readUInt32BE(SIGNATURE_BYTES + 8);
  const height = bytes.readUInt32BE(SIGNATURE_BYTES + 12);
  const interlaced = bytes[SIGNATURE_BYTES + 20] !== 0;
  if (!interlaced) return;
  const maxOutputLength = width * height * MAX_PIXEL_BYTES + PASSES * (height + 8);
  try {
    inflateSync(Buffer.concat(data), { maxOutputLength });
  } catch {
    throw new ImageProblem(`pixels of ${width} x ${height}`, "compressed data that is damaged or holds more");
  }
}
