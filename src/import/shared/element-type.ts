import { fromFloat16 } from "../../core/float16.ts";

/** How the elements of one type lie in a file, little-endian, and the number each stands for. */
interface ElementLayout {
  readonly bytes: number;
  get(view: DataView, offset: number): number;
}

const little = true;

/** Element types of weights, by PyTorch's names. */
export const ELEMENT_TYPES = {
  float64: { bytes: 8, get: (view, at) => view.getFloat64(at, little) },
  float32: { bytes: 4, get: (view, at) => view.getFloat32(at, little) },
  float16: { bytes: 2, get: (view, at) => fromFloat16(view.getUint16(at, little)) },
  bfloat16: { bytes: 2, get: (view, at) => fromBfloat16(view.getUint16(at, little)) },
  int64: { bytes: 8, get: (view, at) => Number(view.getBigInt64(at, little)) },
  int32: { bytes: 4, get: (view, at) => view.getInt32(at, little) },
  int16: { bytes: 2, get: (view, at) => view.getInt16(at, little) },
  int8: { bytes: 1, get: (view, at) => view.getInt8(at) },
  uint64: { bytes: 8, get: (view, at) => Number(view.getBigUint64(at, little)) },
  uint32: { bytes: 4, get: (view, at) => view.getUint32(at, little) },
  uint16: { bytes: 2, get: (view, at) => view.getUint16(at, little) },
  uint8: { bytes: 1, get: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, get: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
} as const satisfies Record<string, ElementLayout>;

export type ElementType = keyof typeof ELEMENT_TYPES;

/**
 * The elements of a little-endian block in single precision.
 *
 * @param bytes whole elements
 * @example toFloat32(Uint8Array.of(0x80, 0x3f), "bfloat16") // [1]
 */
export function toFloat32(bytes: Uint8Array, type: ElementType): Float32Array {
  if (type !== "float32" || !MACHINE_IS_LITTLE_ENDIAN) return decode(bytes, type, (count) => new Float32Array(count));
  const copy = new Float32Array(Math.floor(bytes.length / 4));
  new Uint8Array(copy.buffer).set(bytes.subarray(0, copy.byteLength));
  return copy;
}

/** The same in double precision: integers up to 53 bits stay exact. */
export function toFloat64(bytes: Uint8Array, type: ElementType): Float64Array {
  return decode(bytes, type, (count) => new Float64Array(count));
}

const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function decode<A extends Float32Array | Float64Array>(
  bytes: Uint8Array,
  type: ElementType,
  make: (n: number) => A,
): A {
  const layout: ElementLayout = ELEMENT_TYPES[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = make(Math.floor(bytes.length / layout.bytes));
  if (layout.bytes === 2 && elements.length > SIXTEEN_BITS) {
    // Each of the numbers that sixteen bits can stand for is worked out once.
    const all = new DataView(new ArrayBuffer(2 * SIXTEEN_BITS));
    for (let bits = 0; bits < SIXTEEN_BITS; bits++) all.setUint16(2 * bits, bits, little);
    const numbers = Float64Array.from({ length: SIXTEEN_BITS }, (_, bits) => layout.get(all, 2 * bits));
    for (let i = 0; i < elements.length; i++) elements[i] = numbers[view.getUint16(2 * i, little)];
    return elements;
  }
  for (let i = 0; i < elements.length; i++) elements[i] = layout.get(view, i * layout.bytes);
  return elements;
}

/** How many values sixteen bits have. */
const SIXTEEN_BITS = 2 ** 16;

/** A bfloat16 is the upper half of a single-precision number. */
function fromBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0];
}
