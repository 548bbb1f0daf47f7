import { InputError } from "../core/error.ts";
import { openRegular } from "../core/regular-file.ts";
import { decodeElements, elementBytes, type NpyData, type NpyDtype } from "./npy-dtype.ts";
import { NPY_HEADER_PREFIX, type NpyHeader, parseNpyHeader, requireElementCount, requireLength } from "./npy-header.ts";

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
    requireLength(header, size, path);
    const { dtype, shape } = header;
    const bytesEach = elementBytes(dtype);
    const readElements = async (start: number, end: number) => {
      const bytes = await readBytes(header.offset + start * bytesEach, (end - start) * bytesEach);
      if (bytes.length !== (end - start) * bytesEach) {
        throw new InputError(path, { expected: `elements ${start}...${end}`, got: "a shorter file" });
      }
      return decodeElements(bytes, dtype, header.littleEndian, path);
    };
    const rowLength = requireElementCount(shape.slice(1), path);
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
