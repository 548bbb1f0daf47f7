import { InputError } from "../../../core/error.ts";
import { ModelProto } from "../../../engine/onnx/messages.ts";
import { externalDataBeside } from "./external-data.ts";
import type { Attribute, Constant, OnnxGraph, OnnxNode, OnnxPort } from "./graph.ts";
import { inRunningOrder } from "./running-order.ts";
import { type ExternalReader, readTensor, type TensorProto } from "./tensor-proto.ts";

interface ModelMessage {
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly opsetImport?: readonly { readonly domain?: string; readonly version?: number }[];
  readonly metadataProps?: readonly { readonly key?: string; readonly value?: string }[];
  readonly graph?: GraphMessage;
}

interface GraphMessage {
  readonly node?: readonly NodeMessage[];
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly unknown[];
  readonly input?: readonly PortMessage[];
  readonly output?: readonly PortMessage[];
}

interface NodeMessage {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly AttributeMessage[];
}

interface AttributeMessage {
  readonly name?: string;
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
}

interface PortMessage {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: { readonly dim?: readonly { readonly dimValue?: number }[] };
    };
  };
}

/** Oldest operator set read: PyTorch 1.0's and TensorFlow's first. */
const OLDEST_OPSET = 7;
/** Domains of the standard operators. */
const STANDARD = new Set(["", "ai.onnx"]);
const MOST_NODES = 100_000;

/**
 * Reads an ONNX file into a checked graph.
 *
 * @param path the file, whose folder may hold the tensors' data
 * @throws InputError on what is not ONNX, is damaged, or holds what no classifier needs
 * Source: onnx/onnx, onnx.proto3 and docs/IR.md.
 */
export function readOnnx(content: Buffer, path: string): OnnxGraph {
  const model = decode(content, path);
  const { graph } = model;
  if (graph?.node === undefined || graph.node.length === 0) {
    throw new InputError(path, { expected: "an ONNX model with a graph", got: "none" });
  }
  if (graph.node.length > MOST_NODES) {
    throw new InputError(path, { expected: `at most ${MOST_NODES} nodes`, got: `${graph.node.length}` });
  }
  const opset = model.opsetImport?.find(({ domain }) => STANDARD.has(domain ?? ""))?.version ?? 1;
  if (opset < OLDEST_OPSET) {
    throw new InputError(path, {
      expected: `operator set ${OLDEST_OPSET} or newer`,
      got: `${opset}`,
      remedy: "Export the model again with a newer exporter.",
    });
  }
  if ((graph.sparseInitializer?.length ?? 0) > 0) {
    throw new InputError(path, { expected: "dense weights", got: "sparse initialisers" });
  }
  const beside = externalDataBeside(path);
  const read: Uint8Array[] = [];
  const external: ExternalReader = (...place) => {
    const bytes = beside(...place);
    read.push(bytes);
    return bytes;
  };
  const constants = new Map<string, Constant>();
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? "";
    constants.set(name, readTensor(tensor, external, `${path}, initialiser ${name}`));
  }
  const inputs = (graph.input ?? []).filter(({ name }) => !constants.has(name ?? ""));
  const outputs = graph.output ?? [];
  if (inputs.length !== 1 || outputs.length === 0) {
    throw new InputError(path, {
      expected: "a graph with one input, the images, and an output",
      got: `${inputs.length} inputs (${inputs
        .map(({ name }) => name)
        .slice(0, 5)
        .join(", ")}) and ${outputs.length} outputs`,
    });
  }
  const input = readPort(inputs[0]);
  const output = readPort(outputs[0]);
  const nodes = graph.node.map((node, index) => readNode(node, index, external, path));
  const known = new Set([input.name, ...constants.keys()]);
  return {
    opset,
    producer: `${model.producerName ?? "unknown"} ${model.producerVersion ?? ""}`.trim(),
    metadata: new Map((model.metadataProps ?? []).map(({ key, value }) => [key ?? "", value ?? ""])),
    input,
    output,
    nodes: inRunningOrder(nodes, known, output.name, path),
    constants,
    external: read,
  };
}

function decode(content: Buffer, path: string): ModelMessage {
  try {
    return ModelProto.toObject(ModelProto.decode(content), { longs: Number }) as ModelMessage;
  } catch (error) {
    throw new InputError(path, { expected: "an ONNX model", got: `bytes that are none (${(error as Error).message})` });
  }
}

function readPort({ name = "", type }: PortMessage): OnnxPort {
  const dims = type?.tensorType?.shape?.dim ?? [];
  return {
    name,
    type: type?.tensorType?.elemType ?? 0,
    // An open size is written as a name, as zero or as a negative number.
    shape: dims.map(({ dimValue }) => (dimValue !== undefined && dimValue > 0 ? dimValue : undefined)),
  };
}

function readNode(node: NodeMessage, index: number, external: ExternalReader, path: string): OnnxNode {
  const operator = node.opType ?? "";
  const name = node.name || node.output?.[0] || `number ${index}`;
  if (!STANDARD.has(node.domain ?? "")) {
    throw new InputError(`${path}, node ${name}`, {
      expected: "a standard ONNX operator",
      got: `${operator} of the domain ${node.domain}`,
      remedy: "Export the model without operators of one run time.",
    });
  }
  const attributes = new Map<string, Attribute>();
  for (const attribute of node.attribute ?? []) {
    const value = readAttribute(attribute, external, `${path}, node ${name}, attribute ${attribute.name}`);
    if (value !== undefined) attributes.set(attribute.name ?? "", value);
  }
  return { operator, name, inputs: node.input ?? [], outputs: node.output ?? [], attributes };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** The field that the attribute's type names (AttributeProto.AttributeType); graphs of control flow are left out. */
function readAttribute(attribute: AttributeMessage, external: ExternalReader, subject: string): Attribute | undefined {
  switch (attribute.type) {
    case 1:
      return attribute.f ?? 0;
    case 2:
      return attribute.i ?? 0;
    case 3:
      return text(attribute.s ?? new Uint8Array());
    case 4:
      return attribute.t === undefined ? undefined : readTensor(attribute.t, external, subject);
    case 6:
      return attribute.floats ?? [];
    case 7:
      return attribute.ints ?? [];
    case 8:
      return (attribute.strings ?? []).map(text);
    default:
      return undefined;
  }
}
