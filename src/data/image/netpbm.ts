import { ImageProblem } from "./image-problem.ts";
import { MAX_PIXELS, type RawImage } from "./raw-image.ts";

/** Kind of the file, width, height, largest value; white space and comments between them, one white space behind. */
const HEADER = /^P([2356])((?:\s|#[^\n]*\n)+)(\d{1,9})((?:\s|#[^\n]*\n)+)(\d{1,9})((?:\s|#[^\n]*\n)+)(\d{1,5})\s/;

/** Most bytes that are looked through for the end of the header. */
const MAX_HEADER = 4096;

/**
 * Decodes a PGM or PPM file (Netpbm's grey and colour maps, plain or raw), its first image. A value v of at most m
 * becomes round(255 v / m).
 *
 * Source: https://netpbm.sourceforge.net/doc/ppm.html and pgm.html.
 */
export function decodeNetpbm(bytes: Buffer): RawImage {
  const header = HEADER.exec(bytes.toString("latin1", 0, MAX_HEADER));
  if (header === null) throw new ImageProblem("a PPM or PGM header", "something else");
  const [kind, width, height, largest] = [1, 3, 5, 7].map((group) => Number(header[group]));
  if (!(width >= 1 && height >= 1 && width * height <= MAX_PIXELS)) {
    throw new ImageProblem(`at most ${MAX_PIXELS} pixels`, `${width} x ${height}`);
  }
  if (!(largest >= 1 && largest <= 65_535)) throw new ImageProblem("a largest value in [1, 65535]", `${largest}`);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const count = width * height * channels;
  const rest = bytes.subarray(header[0].length);
  const values = kind <= 3 ? plainValues(rest, count) : rawValues(rest, count, largest > 255);
  const data = new Uint8Array(width * height * 3);
  for (let to = 0; to < data.length; to++) {
    const value = values[channels === 3 ? to : Math.floor(to / 3)];
    data[to] = Math.round((255 * Math.min(value, largest)) / largest);
  }
  return { data, channels: 3, height, width, turned: false, deep: largest > 255 };
}

function rawValues(bytes: Buffer, count: number, wide: boolean): ArrayLike<number> {
  const needed = count * (wide ? 2 : 1);
  if (bytes.length < needed) throw new ImageProblem(`${needed} bytes of pixels`, `${bytes.length}`);
  return wide ? Uint16Array.from({ length: count }, (_, i) => bytes.readUInt16BE(2 * i)) : bytes;
}

/** Decimal numbers between white space; no comments, as Pillow and the format's description have it. */
function plainValues(bytes: Buffer, count: number): ArrayLike<number> {
  const values = new Uint16Array(count);
  let filled = 0;
  let value = -1;
  for (let at = 0; at <= bytes.length && filled < count; at++) {
    const digit = at < bytes.length ? bytes[at] - 0x30 : -1;
    if (digit >= 0 && digit <= 9) value = Math.max(value, 0) * 10 + digit;
    else if (value >= 0) {
      values[filled++] = Math.min(value, 65_535);
      value = -1;
    }
  }
  if (filled < count) throw new ImageProblem(`${count} numbers`, `${filled}`);
  return values;
}
