import type { Attribute, ConstantData, Graph, Operation, Value } from "../graph/graph.ts";
import { ONNX_TYPE } from "../graph/operators.ts";
import { ATTRIBUTE_TYPE, ModelProto } from "./messages.ts";

/** ONNX 1.14: every operator version that the kernels are written for. */
const OPSET_VERSION = 18;
/** File format version of ONNX 1.13 and 1.14. */
const IR_VERSION = 8;

/** The graph as the bytes of an ONNX model. The same graph always gives the same bytes. */
export function encodeModel(graph: Graph): Uint8Array {
  const domains = [...new Set(graph.operations.map(({ domain }) => domain))].filter((domain) => domain !== "").sort();
  return ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: "ipswap-eval",
    opsetImport: [{ domain: "", version: OPSET_VERSION }, ...domains.map((domain) => ({ domain, version: 1 }))],
    graph: {
      name: "traced",
      node: graph.operations.map(encodeOperation),
      initializer: [...graph.constants].map(([value, data]) => encodeTensor(value, data)),
      input: graph.inputs.map(encodeValue),
      output: graph.outputs.map(encodeValue),
    },
  }).finish();
}

function encodeOperation({ operator, domain, inputs, outputs, attributes }: Operation) {
  return {
    opType: operator,
    domain,
    name: `${operator}:${outputs[0]!.name}`,
    input: inputs.map((input) => input?.name ?? ""),
    output: outputs.map((output) => output.name),
    attribute: Object.entries(attributes).map(encodeAttribute),
  };
}

function encodeAttribute([name, attribute]: [string, Attribute]) {
  if ("int" in attribute) return { name, type: ATTRIBUTE_TYPE.int, i: attribute.int };
  if ("float" in attribute) return { name, type: ATTRIBUTE_TYPE.float, f: attribute.float };
  if ("ints" in attribute) return { name, type: ATTRIBUTE_TYPE.ints, ints: attribute.ints };
  return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(attribute.string) };
}

function encodeTensor({ name, type, shape }: Value, data: ConstantData) {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dataType: ONNX_TYPE[type], dims: shape, rawData };
}

function encodeValue({ name, type, shape }: Value) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: ONNX_TYPE[type], shape: { dim } } } };
}
