import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { CHANNELS } from "../../core/image.ts";
import { ATTRIBUTE_TYPE, ModelProto } from "../../engine/onnx/messages.ts";
import { encodePortableCard, PORTABLE_CARD_KEY } from "../../import/shared/portable-card.ts";
import type { Checkpoint } from "../load-checkpoint.ts";
import { type ExportedNode, LAYER_RULES } from "./layer-rules.ts";
import { type ExportedWeight, readWeights } from "./weight.ts";

/** ONNX 1.8: the oldest set that has every operator used in its present form, so that most run times take the file. */
const OPSET_VERSION = 13;
const IR_VERSION = 7;

/** Names of the graph's ends. */
const INPUT = "images";
const OUTPUT = "logits";
/** Name of the open batch size. */
const BATCH = "batch";

const FLOAT = 1;
const INT64 = 7;

/**
 * A checkpoint as an ONNX model: normalised images [batch, 3, height, width] to logits [batch, classes], any batch
 * size. The card's normalisation and classes are in its metadata.
 *
 * Source: onnx/onnx, onnx.proto3 and docs/Operators.md.
 */
export function exportOnnx({ card, model }: Checkpoint): Buffer {
  const { nodes, tensors } = convertLayers(model);
  const { height, width } = card.input;
  const message = {
    irVersion: IR_VERSION,
    producerName: "ipswap-eval",
    producerVersion: card.tool.replace(/^\S+ /, ""),
    opsetImport: [{ domain: "", version: OPSET_VERSION }],
    metadataProps: [{ key: PORTABLE_CARD_KEY, value: encodePortableCard(card) }],
    graph: {
      name: card.architecture,
      node: nodes.map(encodeNode),
      initializer: [...tensors].map(encodeTensor),
      input: [port(INPUT, [BATCH, CHANNELS, height, width])],
      output: [port(OUTPUT, [BATCH, card.classes.length])],
    },
  };
  return Buffer.from(ModelProto.encode(message).finish());
}

type NamedNode = ExportedNode & { readonly output: string };

/** The model's layers in order, each by its rule. */
function convertLayers(model: LayersModel): { nodes: NamedNode[]; tensors: Map<string, ExportedWeight> } {
  const weights = readWeights(model);
  const nodes: NamedNode[] = [];
  const tensors = new Map<string, ExportedWeight>();
  // Values by the symbolic tensor that stands for them.
  const names = new Map<SymbolicTensor, string>([[model.inputs[0], INPUT]]);
  for (const layer of model.layers) {
    const kind = layer.getClassName();
    if (kind === "InputLayer") continue;
    const rule = LAYER_RULES[kind];
    if (rule === undefined) throw new Error(`no rule exports a layer of kind ${kind}`);
    const inputs = [layer.input].flat().map((input) => names.get(input) ?? "");
    const output = layer.output as SymbolicTensor;
    const name = output === model.outputs[0] ? OUTPUT : layer.name;
    const exported = rule({
      name: layer.name,
      config: layer.getConfig() as Record<string, unknown>,
      inputs,
      weight: (part) => {
        const weight = weights.get(`${layer.name}/${part}`);
        if (weight === undefined) throw new Error(`${layer.name} has no ${part}`);
        return weight;
      },
    });
    for (const node of exported.nodes) nodes.push({ ...node, output: node.output ?? name });
    for (const [tensor, weight] of Object.entries(exported.tensors ?? {})) tensors.set(tensor, weight);
    names.set(output, name);
  }
  return { nodes, tensors };
}

function encodeNode({ operator, inputs, output, attributes }: NamedNode) {
  return {
    opType: operator,
    name: output,
    input: inputs,
    output: [output],
    attribute: Object.entries(attributes).map(([name, value]) =>
      typeof value === "object" && "float" in value
        ? { name, type: ATTRIBUTE_TYPE.float, f: value.float }
        : { name, type: ATTRIBUTE_TYPE.ints, ints: value },
    ),
  };
}

/** Pads are whole numbers, everything else is single precision. */
function encodeTensor([name, { shape, values }]: [string, ExportedWeight]) {
  const whole = name.endsWith(".pads");
  const data = whole ? BigInt64Array.from(values, BigInt) : values;
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: shape, dataType: whole ? INT64 : FLOAT, rawData };
}

function port(name: string, shape: readonly (number | string)[]) {
  const dim = shape.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
