import type { Budget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { ELEMENT_TYPES, type ElementType, toFloat32, toFloat64 } from "../shared/element-type.ts";
import { checkedElementCount } from "../shared/weights.ts";
import type { Constant } from "./graph.ts";
import { typeName } from "./type-names.ts";

/** The message `TensorProto`, with numbers for 64-bit integers. */
export interface TensorProto {
  readonly name?: string;
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly number[];
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly { readonly key?: string; readonly value?: string }[];
  readonly dataLocation?: number;
}

/** ONNX' codes of element types (TensorProto.DataType). */
const TYPES: Readonly<Record<number, ElementType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};

/** `dataLocation` of a tensor whose bytes are in another file. */
const EXTERNAL = 1;

/** Reads the bytes of a tensor kept in a file beside the model. */
export type ExternalReader = (location: string, offset: number, length: number | undefined) => Uint8Array;

/** Where the bytes of tensors come from, and what counts the elements that are made of them. */
export interface TensorSource {
  readonly external: ExternalReader;
  readonly budget: Budget;
}

/** A stored tensor as a constant. */
export function readTensor(tensor: TensorProto, { external, budget }: TensorSource, subject: string): Constant {
  const type = TYPES[tensor.dataType ?? 0];
  if (type === undefined) {
    throw new InputError(subject, {
      expected: `a type among ${Object.values(TYPES).join(", ")}`,
      got: typeName(tensor.dataType ?? 0),
      remedy: "Export the model in single precision, without quantisation.",
    });
  }
  const shape = tensor.dims ?? [];
  const count = checkedElementCount(shape, subject);
  budget.take(count * (inSinglePrecision(type) ? 4 : 8));
  const data = elements(tensor, type, count, external, subject);
  if (data.length !== count) {
    throw new InputError(subject, {
      expected: `${count} elements for shape [${shape.join(", ")}]`,
      got: `${data.length}`,
      remedy: "The file is damaged.",
    });
  }
  const kind = type === "bool" ? "boolean" : /float/.test(type) ? "float" : "integer";
  return { kind: "constant", shape, data, type: kind, stored: type };
}

function elements(
  tensor: TensorProto,
  type: ElementType,
  count: number,
  external: ExternalReader,
  subject: string,
): Float32Array | Float64Array {
  const size = count * ELEMENT_TYPES[type].bytes;
  if (tensor.dataLocation === EXTERNAL) return decode(externalBytes(tensor, size, external, subject), type);
  if (tensor.rawData !== undefined && tensor.rawData.length > 0) {
    if (tensor.rawData.length !== size) {
      throw new InputError(subject, { expected: `${size} bytes`, got: `${tensor.rawData.length}` });
    }
    return decode(tensor.rawData, type);
  }
  switch (type) {
    case "float32":
      return Float32Array.from(tensor.floatData ?? []);
    case "float64":
      return Float64Array.from(tensor.doubleData ?? []);
    case "int64":
      return Float64Array.from(tensor.int64Data ?? []);
    case "uint32":
    case "uint64":
      return Float64Array.from(tensor.uint64Data ?? []);
    case "float16":
    case "bfloat16":
      // Sixteen bits in the low half of each integer.
      return decode(new Uint8Array(Uint16Array.from(tensor.int32Data ?? []).buffer), type);
    default:
      return Float64Array.from(tensor.int32Data ?? []);
  }
}

/** Weights stay in single precision, quantised ones too; larger integers need more than its 24 bits. */
function decode(bytes: Uint8Array, type: ElementType): Float32Array | Float64Array {
  return inSinglePrecision(type) ? toFloat32(bytes, type) : toFloat64(bytes, type);
}

const inSinglePrecision = (type: ElementType): boolean => /float(32|16)|int(8|16)/.test(type);

function externalBytes(tensor: TensorProto, size: number, read: ExternalReader, subject: string): Uint8Array {
  const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key ?? "", value ?? ""]));
  const offset = Number(entries.get("offset") ?? 0);
  const length = entries.has("length") ? Number(entries.get("length")) : size;
  if (!(Number.isSafeInteger(offset) && offset >= 0) || length !== size) {
    throw new InputError(subject, {
      expected: `${size} bytes of external data at a place in the file`,
      got: `${length} bytes at ${offset}`,
    });
  }
  return read(entries.get("location") ?? "", offset, length);
}
