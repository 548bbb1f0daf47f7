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

/** Kinds of numbers that a `DataView` reads and writes, and the arrays that hold them as they are. */
const ARRAYS = {
  Float32: Float32Array,
  Float64: Float64Array,
  Int8: Int8Array,
  Int16: Int16Array,
  Int32: Int32Array,
  Uint8: Uint8Array,
  Uint16: Uint16Array,
  Uint32: Uint32Array,
} as const;

/** A type whose elements are in memory as they are in the file. */
function asItIs(code: string, kind: keyof typeof ARRAYS): ElementType {
  const [getter, setter] = [`get${kind}`, `set${kind}`] as const;
  return {
    code,
    bytes: ARRAYS[kind].BYTES_PER_ELEMENT,
    allocate: (count) => new ARRAYS[kind](count),
    get: (view, at, order) => view[getter](at, order),
    set: (view, at, value) => view[setter](at, value, little),
    verbatim: true,
  };
}

/** A 64-bit integer, which is a double in memory. */
function asDouble(code: string, kind: "BigInt64" | "BigUint64"): ElementType {
  const [getter, setter] = [`get${kind}`, `set${kind}`] as const;
  return {
    code,
    bytes: 8,
    allocate: (count) => new Float64Array(count),
    get: (view, at, order) => exact(view[getter](at, order)),
    set: (view, at, value) => view[setter](at, BigInt(value), little),
    verbatim: false,
  };
}

const ELEMENT_TYPES = {
  float16: {
    code: "f2",
    bytes: 2,
    allocate: (count) => new Float32Array(count),
    get: (view, at, order) => fromFloat16(view.getUint16(at, order)),
    set: (view, at, value) => view.setUint16(at, toFloat16(value), little),
    verbatim: false,
  },
  float32: asItIs("f4", "Float32"),
  float64: asItIs("f8", "Float64"),
  int8: asItIs("i1", "Int8"),
  int16: asItIs("i2", "Int16"),
  int32: asItIs("i4", "Int32"),
  int64: asDouble("i8", "BigInt64"),
  uint8: asItIs("u1", "Uint8"),
  uint16: asItIs("u2", "Uint16"),
  uint32: asItIs("u4", "Uint32"),
  uint64: asDouble("u8", "BigUint64"),
  bool: {
    code: "b1",
    bytes: 1,
    allocate: (count) => new Uint8Array(count),
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
