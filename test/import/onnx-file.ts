import { ATTRIBUTE_TYPE, ModelProto } from "../../src/engine/onnx/messages.ts";

/** ONNX' codes of element types, and how elements are written. */
const TYPES = {
  float: { code: 1, bytes: (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer) },
  uint8: { code: 2, bytes: (values: readonly number[]) => Uint8Array.from(values) },
  int8: { code: 3, bytes: (values: readonly number[]) => new Uint8Array(Int8Array.from(values).buffer) },
  int32: { code: 6, bytes: (values: readonly number[]) => new Uint8Array(Int32Array.from(values).buffer) },
  int64: { code: 7, bytes: (values: readonly number[]) => new Uint8Array(BigInt64Array.from(values, BigInt).buffer) },
  bool: { code: 9, bytes: (values: readonly number[]) => Uint8Array.from(values) },
} as const;

/** A tensor to be stored in a file: 32-bit floats where nothing else is said. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly type?: keyof typeof TYPES;
}

export interface NodeSpec {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<
    Record<string, number | string | readonly number[] | StoredTensor | { float: number }>
  >;
  readonly domain?: string;
}

export interface FileSpec {
  readonly nodes: readonly NodeSpec[];
  readonly tensors?: Readonly<Record<string, StoredTensor>>;
  readonly input?: readonly (number | string)[];
  readonly output?: string;
  readonly opset?: number;
}

function encodeTensor(name: string, { shape, values, type = "float" }: StoredTensor) {
  return { name, dims: [...shape], dataType: TYPES[type].code, rawData: TYPES[type].bytes(values) };
}

/** Whole numbers are integers, `{ float }` a float; a list with a fraction in it is one of floats. */
function encodeAttribute(name: string, value: NonNullable<NodeSpec["attributes"]>[string]) {
  if (typeof value === "number") return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === "string") return { name, type: ATTRIBUTE_TYPE.string, s: Buffer.from(value) };
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  if ("shape" in value) return { name, type: ATTRIBUTE_TYPE.tensor, t: encodeTensor("", value) };
  const floats = value.some((item) => !Number.isInteger(item));
  return floats
    ? { name, type: ATTRIBUTE_TYPE.floats, floats: value }
    : { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

/** The bytes of an ONNX file with the input `x` and the output `y`. */
export function onnxFile({ nodes, tensors = {}, input = [2, 3, 8, 8], output = "y", opset = 17 }: FileSpec): Buffer {
  const port = (name: string, dim?: readonly (number | string)[]) => ({
    name,
    type: {
      tensorType: {
        elemType: TYPES.float.code,
        ...(dim && {
          shape: { dim: dim.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size })) },
        }),
      },
    },
  });
  const message = {
    irVersion: 8,
    producerName: "test",
    opsetImport: [
      { domain: "", version: opset },
      ...[...new Set(nodes.map(({ domain = "" }) => domain))].flatMap((domain) =>
        domain === "" ? [] : [{ domain, version: 1 }],
      ),
    ],
    graph: {
      name: "test",
      node: nodes.map(({ operator, inputs, outputs = [output], attributes = {}, domain = "" }, index) => ({
        opType: operator,
        name: `${operator}-${index}`,
        domain,
        input: inputs,
        output: outputs,
        attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
      })),
      initializer: Object.entries(tensors).map(([name, tensor]) => encodeTensor(name, tensor)),
      input: [port("x", input)],
      output: [port(output)],
    },
  };
  return Buffer.from(ModelProto.encode(message).finish());
}
