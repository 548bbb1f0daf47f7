import { InputError } from "../core/error.ts";
import { fromFloat16, toFloat16 } from "../core/float16.ts";

/** In-memory form of an array: 64-bit integers are doubles here (checked to be exact), half precision is single. */
export type NpyData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** How the elements of one NumPy type lie in a file. Booleans are bytes of 0 and 1. */
interface ElementType {
  readonly code: string;
  readonly bytes: number;
  allocate(count: number): NpyData;
  get(view: DataView, offset: number, littleEndian: boolean): number;
  set(view: DataView, offset: number, value: number): void;
  /** Whether the bytes in memory, on a little-endian machine, are those of the file. */
  readonly verbatim: boolean;
}

const little = true;

const ELEMENT_TYPES = {
  float16: {
    code: "f2",
    bytes: 2,
    allocate: (n) => new Float32Array(n),
    get: (view, at, order) => fromFloat16(view.getUint16(at, order)),
    set: (view, at, value) => view.setUint16(at, toFloat16(value), little),
    verbatim: false,
  },
  float32: {
    code: "f4",
    bytes: 4,
    allocate: (n) => new Float32Array(n),
    get: (view, at, order) => view.getFloat32(at, order),
    set: (view, at, value) => view.setFloat32(at, value, little),
    verbatim: true,
  },
  float64: {
    code: "f8",
    bytes: 8,
    allocate: (n) => new Float64Array(n),
    get: (view, at, order) => view.getFloat64(at, order),
    set: (view, at, value) => view.setFloat64(at, value, little),
    verbatim: true,
  },
  int8: {
    code: "i1",
    bytes: 1,
    allocate: (n) => new Int8Array(n),
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => view.setInt8(at, value),
    verbatim: true,
  },
  int16: {
    code: "i2",
    bytes: 2,
    allocate: (n) => new Int16Array(n),
    get: (view, at, order) => view.getInt16(at, order),
    set: (view, at, value) => view.setInt16(at, value, little),
    verbatim: true,
  },
  int32: {
    code: "i4",
    bytes: 4,
    allocate: (n) => new Int32Array(n),
    get: (view, at, order) => view.getInt32(at, order),
    set: (view, at, value) => view.setInt32(at, value, little),
    verbatim: true,
  },
  int64: {
    code: "i8",
    bytes: 8,
    allocate: (n) => new Float64Array(n),
    get: (view, at, order) => exact(view.getBigInt64(at, order)),
    set: (view, at, value) => view.setBigInt64(at, BigInt(value), little),
    verbatim: false,
  },
  uint8: {
    code: "u1",
    bytes: 1,
    allocate: (n) => new Uint8Array(n),
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, value),
    verbatim: true,
  },
  uint16: {
    code: "u2",
    bytes: 2,
    allocate: (n) => new Uint16Array(n),
    get: (view, at, order) => view.getUint16(at, order),
    set: (view, at, value) => view.setUint16(at, value, little),
    verbatim: true,
  },
  uint32: {
    code: "u4",
    bytes: 4,
    allocate: (n) => new Uint32Array(n),
    get: (view, at, order) => view.getUint32(at, order),
    set: (view, at, value) => view.setUint32(at, value, little),
    verbatim: true,
  },
  uint64: {
    code: "u8",
    bytes: 8,
    allocate: (n) => new Float64Array(n),
    get: (view, at, order) => exact(view.getBigUint64(at, order)),
    set: (view, at, value) => view.setBigUint64(at, BigInt(value), little),
    verbatim: false,
  },
  bool: {
    code: "b1",
    bytes: 1,
    allocate: (n) => new Uint8Array(n),
    get: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
    set: (view, at, value) => view.setUint8(at, value === 0 ? 0 : 1),
    verbatim: false,
  },
} as const satisfies Record<string, ElementType>;

export type NpyDtype = keyof typeof ELEMENT_TYPES;

const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export function elementBytes(dtype: NpyDtype): number {
  return ELEMENT_TYPES[dtype].bytes;
}

/** NumPy's description of a type, little-endian: `<f4`, `|u1`. */
export function describe(dtype: NpyDtype): string {
  const { code, bytes } = ELEMENT_TYPES[dtype];
  return `${bytes === 1 ? "|" : "<"}${code}`;
}

/** The type that a description names, and its byte order. */
export function parseDescription(descr: string, subject: string): { dtype: NpyDtype; littleEndian: boolean } {
  const [, order, code] = /^([<>|=]?)([a-zA-Z]\d*)$/.exec(descr) ?? [];
  const found = Object.entries(ELEMENT_TYPES).find(([, type]) => type.code === code);
  if (found === undefined || order === "=" || (order === "|" && found[1].bytes > 1)) {
    throw new InputError(subject, {
      expected: `one of the types ${Object.keys(ELEMENT_TYPES).join(", ")}`,
      got: `dtype '${descr}'`,
      remedy: descr.includes("O")
        ? "Python objects are pickles, which can run code: they are never loaded. Save a numeric array."
        : "Convert it with .astype() before numpy.save.",
    });
  }
  return { dtype: found[0] as NpyDtype, littleEndian: order !== ">" };
}

/** The in-memory array of whole elements in `bytes`. */
export function decodeElements(bytes: Uint8Array, dtype: NpyDtype, littleEndian: boolean, subject: string): NpyData {
  const type: ElementType = ELEMENT_TYPES[dtype];
  const count = bytes.length / type.bytes;
  const data = type.allocate(count);
  if (type.verbatim && (littleEndian === MACHINE_IS_LITTLE_ENDIAN || type.bytes === 1)) {
    new Uint8Array(data.buffer).set(bytes);
    return data;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) {
    const value = type.get(view, i * type.bytes, littleEndian);
    if (Number.isNaN(value) && type.code.endsWith("8") && type.code !== "f8") {
      throw new InputError(`${subject}, element ${i}`, {
        expected: "an integer of at most 53 bits",
        got: "a larger one",
      });
    }
    data[i] = value;
  }
  return data;
}

/** The elements as a little-endian file holds them. */
export function encodeElements(data: ArrayLike<number>, dtype: NpyDtype): Uint8Array {
  const type: ElementType = ELEMENT_TYPES[dtype];
  if (type.verbatim && MACHINE_IS_LITTLE_ENDIAN && ArrayBuffer.isView(data) && defaultDtype(data) === dtype) {
    return new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer);
  }
  const bytes = new Uint8Array(data.length * type.bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) type.set(view, i * type.bytes, data[i]);
  return bytes;
}

/** The type that stores an in-memory array as it is. */
export function defaultDtype(data: ArrayBufferView): NpyDtype {
  const name = data.constructor.name.replace(/Clamped|Array$/g, "").toLowerCase();
  if (!(name in ELEMENT_TYPES)) throw new TypeError(`no NumPy type stores ${data.constructor.name}`);
  return name as NpyDtype;
}

/** NaN where a double cannot hold the integer. */
function exact(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : NaN;
}
