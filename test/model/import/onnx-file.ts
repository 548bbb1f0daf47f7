import { ATTRIBUTE_TYPE, ModelProto } from "../../../src/engine/onnx/messages.ts";

/** A tensor to be stored in a file: 32-bit floats, or 64-bit integers. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly type?: "float" | "int64" | "bool";
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

const TYPE_CODES = { float: 1, int64: 7, bool: 9 } as const;

function encodeTensor(name: string, { shape, values, type = "float" }: StoredTensor) {
  const rawData =
    type === "float"
      ? new Uint8Array(Float32Array.from(values).buffer)
      : type === "bool"
        ? Uint8Array.from(values)
        : new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: [...shape], dataType: TYPE_CODES[type], rawData };
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
        elemType: TYPE_CODES.float,
        ...(dim && {
          shape: { dim: dim.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size })) },
        }),
      },
    },
  });
  const message = {
    irVersion: 8,
    producerName: "test",
    opsetImport: [{ domain: "", version: opset }],
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
