import type { Card } from "../../core/card.ts";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { ATTRIBUTE_TYPE, ModelProto } from "../../engine/onnx/messages.ts";
import { encodePortableCard, PORTABLE_CARD_KEY } from "../../import/shared/portable-card.ts";
import { toPytorch } from "../../network/arrange.ts";
import type { BoundWeight } from "../../network/bound-network.ts";
import type { Form } from "../../network/form.ts";
import type { Layer } from "../../network/layer.ts";
import { UnwritableError, write } from "../../network/write.ts";
import type { Checkpoint } from "../load-checkpoint.ts";
import { onnxForm } from "./onnx-form.ts";
import type { ExportedConstant, ExportedNode, ExportedValue } from "./onnx-graph.ts";

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
 * @throws InputError on a network with layers that are not written as ONNX here
 *
 * Source: onnx/onnx, onnx.proto3 and docs/Operators.md.
 */
export function exportOnnx({ card, bound }: Checkpoint): Buffer {
  const nodes: ExportedNode[] = [];
  const constants: ExportedConstant[] = [];
  const { height, width } = card.input;
  const last = writtenIn(
    { name: INPUT, channels: CHANNELS, height, width },
    bound.layer,
    card,
    onnxForm(nodes, constants),
  );
  const message = {
    irVersion: IR_VERSION,
    producerName: "ipswap-eval",
    producerVersion: card.tool.replace(/^\S+ /, ""),
    opsetImport: [{ domain: "", version: OPSET_VERSION }],
    metadataProps: [{ key: PORTABLE_CARD_KEY, value: encodePortableCard(card) }],
    graph: {
      name: card.architecture,
      node: nodes.map((node) => encodeNode(node, node.name === last.name ? OUTPUT : node.name)),
      initializer: [...bound.weights.map(encodeWeight), ...constants.map(encodeConstant)],
      input: [port(INPUT, [BATCH, CHANNELS, height, width])],
      output: [port(OUTPUT, [BATCH, card.classes.length])],
    },
  };
  return Buffer.from(ModelProto.encode(message).finish());
}

/** @throws InputError where a layer has no ONNX form here */
function writtenIn(
  input: ExportedValue,
  layer: Layer,
  { architecture }: Card,
  form: Form<ExportedValue>,
): ExportedValue {
  try {
    return write(layer, input, form);
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    throw new InputError(architecture, {
      expected: "a network whose layers this program writes as ONNX",
      got: `one with ${error.what}`,
      remedy: "Export it as safetensors, which PyTorch reads.",
    });
  }
}

function encodeConstant({ name, type, values, shape }: ExportedConstant) {
  const numbers = typeof values === "number" ? [values] : values;
  const dims = typeof values === "number" ? [] : (shape ?? [values.length]);
  return type === "int64"
    ? { name, dims, dataType: INT64, int64Data: [...numbers] }
    : { name, dims, dataType: FLOAT, rawData: new Uint8Array(Float32Array.from(numbers).buffer) };
}

function encodeNode({ operator, name, inputs, attributes }: ExportedNode, output: string) {
  return {
    opType: operator,
    name,
    input: inputs,
    output: [output],
    attribute: Object.entries(attributes).map(([key, value]) => ({ name: key, ...encodeAttribute(value) })),
  };
}

function encodeAttribute(value: ExportedNode["attributes"][string]) {
  if (typeof value === "number") return { type: ATTRIBUTE_TYPE.int, i: value };
  return "float" in value ? { type: ATTRIBUTE_TYPE.float, f: value.float } : { type: ATTRIBUTE_TYPE.ints, ints: value };
}

function encodeWeight({ spec, variable }: BoundWeight) {
  const { buffer, byteOffset, byteLength } = toPytorch(variable.dataSync() as Float32Array, spec);
  return {
    name: spec.name,
    dims: spec.shape,
    dataType: FLOAT,
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  };
}

function port(name: string, shape: readonly (number | string)[]) {
  const dim = shape.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
