import { crc32 } from "node:zlib";
import { InputError } from "../../core/error.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEADER_BYTES = 13;
const FRAME_BYTES = 12;

/** Colour types of PNG. */
const GREY = 0;
const PALETTE = 3;
const COLOUR_TYPES: Readonly<Record<number, string>> = {
  0: "grey",
  2: "colours",
  3: "a palette",
  4: "grey and opacity",
  6: "colours and opacity",
};

/** A PNG of grey values that are indices. */
export interface IndexPng {
  readonly png: Buffer;
  /** How many different values its depth allows: a decoder spreads them over 0...255. */
  readonly levels: number;
}

/**
 * The same pixels with the palette taken away: a PNG whose indices are grey values. Image decoders put a palette's colours
 * in place of its indices, and give no way to have those back; without a palette they cannot. Only what makes up the pixels
 * is kept, so nothing else in the file (transparency, gamma, colour profiles) can change them.
 *
 * @throws InputError on another file than PNG, and on one whose pixels are neither indices nor grey of 8 bits
 */
export function indicesAsGrey(bytes: Buffer, subject: string): IndexPng {
  const refuse = (got: string, remedy = "Replace or remove the file.") =>
    new InputError(subject, { expected: "a label map: a PNG with a palette, or grey of 8 bits", got, remedy });
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    throw refuse("another file", "Save label maps as PNG: JPEG and others blend the labels of neighbouring pixels.");
  }
  const [header] = chunksOf(bytes, "IHDR");
  if (header?.length !== HEADER_BYTES) throw refuse("a PNG without a header");
  const [depth, type] = [header[8], header[9]];
  if (type !== PALETTE && !(type === GREY && depth === 8)) {
    throw refuse(`${depth}-bit ${COLOUR_TYPES[type] ?? `colour type ${type}`}`, remedyFor(type));
  }
  const grey = Buffer.from(header);
  grey[9] = GREY;
  const data = chunksOf(bytes, "IDAT");
  if (data.length === 0) throw refuse("a PNG without pixels");
  const png = Buffer.concat([
    SIGNATURE,
    chunk("IHDR", grey),
    ...data.map((part) => withFrame(bytes, part)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return { png, levels: 2 ** depth };
}

function remedyFor(type: number): string {
  return type === GREY
    ? "Other depths are scaled by some programs and not by others: save it as Image.fromarray(labels.astype('uint8'))."
    : "Colours stand for classes in a way that the file does not say: save each pixel's class as its grey value.";
}

/** The contents of the chunks of a type, in place. What lies behind the end of the file is left out. */
function chunksOf(bytes: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = SIGNATURE.length; at + FRAME_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + FRAME_BYTES + length;
    if (end <= bytes.length && bytes.toString("latin1", at + 4, at + 8) === type) {
      found.push(bytes.subarray(at + 8, at + 8 + length));
    }
    at = end;
  }
  return found;
}

/** A chunk as it stands in the file, with the checksum that the file has for it: damage stays damage. */
function withFrame(bytes: Buffer, content: Buffer): Buffer {
  const start = content.byteOffset - bytes.byteOffset;
  return bytes.subarray(start - 8, start + content.length + 4);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
