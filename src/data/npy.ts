import { elementCount } from "../core/element-count.ts";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { decodeElements, defaultDtype, encodeElements, type NpyData, type NpyDtype } from "./npy-dtype.ts";
import { openNpy } from "./npy-file.ts";
import {
  formatNpyHeader,
  NPY_HEADER_PREFIX,
  parseNpyHeader,
  requireElementCount,
  requireLength,
} from "./npy-header.ts";

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
  requireLength(header, bytes.length, subject);
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
    const data = await file.readElements(0, requireElementCount(file.shape, path));
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

function checkCount(shape: readonly number[], length: number): void {
  const count = requireElementCount(shape, "npy");
  if (count !== length) throw new RangeError(`shape (${shape.join(", ")}) holds ${count} elements, not ${length}`);
}

/** From first index fastest (Fortran order) to last index fastest (C order). */
export function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  const ordered = data.slice();
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
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
