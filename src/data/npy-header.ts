import { elementCount } from "../core/element-count.ts";
import { InputError } from "../core/error.ts";
import { describe, elementBytes, type NpyDtype, parseDescription } from "./npy-dtype.ts";

/** What stands before the elements of a .npy file (format 1.0, 2.0 and 3.0, NumPy enhancement proposal 1). */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly offset: number;
  /** Bytes that the elements take. */
  readonly length: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** NumPy itself refuses to parse longer ones from files it does not trust (numpy.lib.format, max_header_size). */
const MAX_HEADER = 10_000;
/** numpy.lib.format, ARRAY_ALIGN: elements begin at a multiple of this. */
const ALIGN = 64;
/** numpy.lib.format, GROWTH_AXIS_MAX_DIGITS: room left for the first dimension to grow in place. */
const GROWTH_DIGITS = 21;
/** NumPy's own limit was 32 for most of its life. */
const MAX_DIMENSIONS = 32;

/** Bytes to read from the start of a file so that `parseNpyHeader` has the whole header. */
export const NPY_HEADER_PREFIX = MAX_HEADER + 12;

/**
 * Reads the header from the first bytes of a file. The dictionary is matched against a fixed grammar, never evaluated.
 *
 * @param bytes the first `NPY_HEADER_PREFIX` bytes of the file, or all of it where it is shorter
 * @param subject what to call the file in an error
 */
export function parseNpyHeader(bytes: Uint8Array, subject: string): NpyHeader {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new InputError(subject, {
      expected: "a NumPy array file (it begins with \\x93NUMPY)",
      got: bytes.length === 0 ? "an empty file" : "something else",
      remedy: "Write it with numpy.save.",
    });
  }
  const major = bytes[6];
  if (major < 1 || major > 3 || bytes[7] !== 0) {
    throw new InputError(subject, { expected: "format version 1.0, 2.0 or 3.0", got: `${major}.${bytes[7]}` });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = major === 1 ? 10 : 12;
  const size = major === 1 ? view.getUint16(8, true) : bytes.length < 12 ? 0 : view.getUint32(8, true);
  if (size > MAX_HEADER || start + size > bytes.length) {
    throw new InputError(subject, {
      expected: `a header of at most ${MAX_HEADER} bytes that ends inside the file`,
      got: `one of ${size} bytes`,
      remedy: "The file is cut short or damaged.",
    });
  }
  const text = new TextDecoder("utf-8").decode(bytes.subarray(start, start + size));
  const entries = parseDictionary(text, subject);
  const { dtype, littleEndian } = parseDescription(entries.descr, subject);
  const length = requireElementCount(entries.shape, subject) * elementBytes(dtype);
  return {
    dtype,
    littleEndian,
    fortranOrder: entries.fortranOrder,
    shape: entries.shape,
    offset: start + size,
    length,
  };
}

/** The header of a little-endian, C-ordered array, byte for byte as numpy.save writes it (format 1.0). */
export function formatNpyHeader(dtype: NpyDtype, shape: readonly number[]): Uint8Array {
  return formatHeader(describe(dtype), shape);
}

/** The header of an array of a type that is written in NumPy's own notation, such as `<U12`. */
export function formatHeader(description: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${description}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const growth = shape.length === 0 ? 0 : GROWTH_DIGITS - `${shape[0]}`.length;
  const unpadded = dictionary + " ".repeat(growth);
  const padding = ALIGN - ((10 + unpadded.length + 1) % ALIGN);
  const text = `${unpadded}${" ".repeat(padding)}\n`;
  const bytes = new Uint8Array(10 + text.length);
  bytes.set([...MAGIC, 1, 0, text.length & 255, text.length >>> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

/**
 * Product of the dimensions; one for a scalar.
 *
 * @throws InputError where it is no size that memory can address
 */
export function requireElementCount(shape: readonly number[], subject: string): number {
  const count = elementCount(shape);
  if (shape.length > MAX_DIMENSIONS || shape.some((d) => !Number.isSafeInteger(d) || d < 0) || count > 2 ** 50) {
    throw new InputError(subject, {
      expected: `at most ${MAX_DIMENSIONS} dimensions of a size that memory can address`,
      got: `shape (${shape.join(", ")})`,
    });
  }
  return count;
}

const ENTRY =
  /\s*'(descr|fortran_order|shape)'\s*:\s*(?:'([^'\\]{1,16})'|(True|False)|\(((?:\s*\d{1,16}L?\s*,)*\s*(?:\d{1,16}L?)?\s*)\))\s*(,|(?=\}))/y;

function parseDictionary(text: string, subject: string): { descr: string; fortranOrder: boolean; shape: number[] } {
  const trimmed = text.trim();
  const found = new Map<string, RegExpExecArray>();
  let position = 1;
  if (trimmed.startsWith("{")) {
    for (;;) {
      ENTRY.lastIndex = position;
      const match = ENTRY.exec(trimmed);
      if (match === null) break;
      if (found.has(match[1])) break;
      found.set(match[1], match);
      position = ENTRY.lastIndex;
    }
  }
  const descr = found.get("descr")?.[2];
  const order = found.get("fortran_order")?.[3];
  const shape = found.get("shape")?.[4];
  if (!/^\s*\}$/.test(trimmed.slice(position)) || descr === undefined || order === undefined || shape === undefined) {
    throw new InputError(subject, {
      expected: "a header of 'descr' (a plain type), 'fortran_order' and 'shape'",
      got: trimmed.length > 100 ? `${trimmed.slice(0, 100)}...` : trimmed,
      remedy: "Records and nested types are not read: save one plain numeric array.",
    });
  }
  const dimensions = shape.split(",").map((part) => part.trim().replace("L", ""));
  return {
    descr,
    fortranOrder: order === "True",
    shape: dimensions.filter((part) => part !== "").map(Number),
  };
}

/** @throws InputError where a file of `size` bytes is not as long as its header says */
export function requireLength(header: NpyHeader, size: number, subject: string): void {
  const expected = header.offset + header.length;
  if (size !== expected) {
    throw new InputError(subject, {
      expected: `${expected} bytes for ${header.dtype} of shape (${header.shape.join(", ")})`,
      got: `${size}`,
      remedy: size < expected ? "The file is cut short." : "Something follows the array.",
    });
  }
}
