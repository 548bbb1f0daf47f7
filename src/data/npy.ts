import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../core/error.ts";
import { temporaryName, writeAtomic } from "../core/files.ts";
import { openRegular } from "../core/regular-file.ts";
import {
  decodeElements,
  defaultDtype,
  elementBytes,
  encodeElements,
  type NpyData,
  type NpyDtype,
} from "./npy-dtype.ts";
import { elementCount, formatNpyHeader, NPY_HEADER_PREFIX, type NpyHeader, parseNpyHeader } from "./npy-header.ts";

export type { NpyData, NpyDtype } from "./npy-dtype.ts";

/** An array as NumPy saves it: `data` is row-major (C order), whatever order the file had. */
export interface NpyArray {
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  readonly data: NpyData;
}

/** Most bytes of elements that are read into memory at once, unless the caller says otherwise: 2 GiB. */
const MAX_BYTES = 2 ** 31;

/**
 * Reads a whole array from the bytes of a .npy file.
 *
 * @param subject what to call the file in an error
 * @throws InputError where the header is not one of a plain numeric array or the length is not what it promises
 */
export function decodeNpy(bytes: Uint8Array, subject = "npy"): NpyArray {
  const header = parseNpyHeader(bytes.subarray(0, NPY_HEADER_PREFIX), subject);
  checkLength(header, bytes.length, subject);
  const data = decodeElements(bytes.subarray(header.offset), header.dtype, header.littleEndian, subject);
  return {
    dtype: header.dtype,
    shape: header.shape,
    data: header.fortranOrder ? toRowMajor(data, header.shape) : data,
  };
}

/**
 * The bytes of a .npy file, as numpy.save writes them: little-endian, C order.
 *
 * @param dtype default: the type of `data`; 64-bit integers, half precision and booleans must be asked for
 */
export function encodeNpy(shape: readonly number[], data: NpyData, dtype: NpyDtype = defaultDtype(data)): Uint8Array {
  checkCount(shape, data.length);
  const header = formatNpyHeader(dtype, shape);
  const elements = encodeElements(data, dtype);
  const bytes = new Uint8Array(header.length + elements.length);
  bytes.set(header);
  bytes.set(elements, header.length);
  return bytes;
}

/** Reads a whole .npy file; refuses, before reading, one with more than `maxBytes` of elements. */
export async function readNpy(path: string, maxBytes: number = MAX_BYTES): Promise<NpyArray> {
  const file = await openNpy(path);
  try {
    if (file.header.length > maxBytes) {
      throw new InputError(path, { expected: `at most ${maxBytes} bytes`, got: `${file.header.length}` });
    }
    const data = await file.readElements(0, elementCount(file.shape, path));
    return {
      dtype: file.dtype,
      shape: file.shape,
      data: file.header.fortranOrder ? toRowMajor(data, file.shape) : data,
    };
  } finally {
    await file.close();
  }
}

/** Writes a whole .npy file; a reader meets the old file or the new one. */
export async function writeNpy(
  path: string,
  shape: readonly number[],
  data: NpyData,
  dtype: NpyDtype = defaultDtype(data),
): Promise<void> {
  await writeAtomic(path, encodeNpy(shape, data, dtype));
}

/** A .npy file open for reading by rows (slices along the first dimension), in any order, so that it may exceed memory. */
export interface NpyFile {
  readonly header: NpyHeader;
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  /** Rows `start` up to, not with, `end`. Refuses Fortran order, whose rows are scattered over the whole file. */
  readRows(start: number, end: number): Promise<NpyData>;
  /** Elements in the order of the file. */
  readElements(start: number, end: number): Promise<NpyData>;
  close(): Promise<void>;
}

/** Opens a .npy file; its length is checked against its header before anything else is read. */
export async function openNpy(path: string): Promise<NpyFile> {
  const { file, bytes: size } = await openRegular(path);
  const readBytes = async (position: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  };
  try {
    const header = parseNpyHeader(await readBytes(0, Math.min(size, NPY_HEADER_PREFIX)), path);
    checkLength(header, size, path);
    const { dtype, shape } = header;
    const bytesEach = elementBytes(dtype);
    const readElements = async (start: number, end: number) => {
      const bytes = await readBytes(header.offset + start * bytesEach, (end - start) * bytesEach);
      if (bytes.length !== (end - start) * bytesEach) {
        throw new InputError(path, { expected: `elements ${start}...${end}`, got: "a shorter file" });
      }
      return decodeElements(bytes, dtype, header.littleEndian, path);
    };
    const rowLength = elementCount(shape.slice(1), path);
    return {
      header,
      dtype,
      shape,
      readElements,
      async readRows(start, end) {
        if (header.fortranOrder && shape.length > 1) {
          throw new InputError(path, {
            expected: "C order, to be read by rows",
            got: "Fortran order",
            remedy: "Save numpy.ascontiguousarray(array).",
          });
        }
        if (!(0 <= start && start <= end && end <= (shape[0] ?? 0))) {
          throw new RangeError(`rows ${start}...${end} of ${path}, which has ${shape[0] ?? 0}`);
        }
        return readElements(start * rowLength, end * rowLength);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A .npy file being written piece by piece under a temporary name; it appears under its own name when finished. */
export interface NpyWriter {
  /** The next elements, row-major. */
  write(data: ArrayLike<number>): Promise<void>;
  /** Checks that the shape is filled, flushes and renames. */
  finish(): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

export async function createNpyWriter(path: string, dtype: NpyDtype, shape: readonly number[]): Promise<NpyWriter> {
  const expected = elementCount(shape, path);
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  const file = await open(temporary, "wx");
  let written = 0;
  const abandon = async () => {
    await file.close();
    await rm(temporary, { force: true });
  };
  await file.writeFile(formatNpyHeader(dtype, shape));
  return {
    abandon,
    async write(data) {
      written += data.length;
      if (written > expected) throw new RangeError(`${path} has room for ${expected} elements, not for ${written}`);
      await file.writeFile(encodeElements(data, dtype));
    },
    async finish() {
      if (written !== expected) {
        await abandon();
        throw new RangeError(`${path} needs ${expected} elements, but ${written} were written`);
      }
      await file.sync();
      await file.close();
      await rename(temporary, path);
    },
  };
}

function checkLength(header: NpyHeader, size: number, subject: string): void {
  const expected = header.offset + header.length;
  if (size !== expected) {
    throw new InputError(subject, {
      expected: `${expected} bytes for ${header.dtype} of shape (${header.shape.join(", ")})`,
      got: `${size}`,
      remedy: size < expected ? "The file is cut short." : "Something follows the array.",
    });
  }
}

function checkCount(shape: readonly number[], length: number): void {
  const count = elementCount(shape, "npy");
  if (count !== length) throw new RangeError(`shape (${shape.join(", ")}) holds ${count} elements, not ${length}`);
}

/** From first index fastest (Fortran order) to last index fastest (C order). */
function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  const ordered = data.slice();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, d) => product * d, 1));
  const index = shape.map(() => 0);
  let source = 0;
  for (let i = 0; i < data.length; i++) {
    ordered[i] = data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++index[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return ordered;
}
