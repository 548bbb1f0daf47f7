import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import type { OutputCandidate } from "../shared/choose-output.ts";
import type { ImportedModel, ImportOptions } from "../shared/imported-model.ts";
import { type GraphNode, type GraphNodes, knownShape, type NodeInput, parseInput } from "./graph-nodes.ts";

const endSchema = z.record(z.string(), z.object({ name: z.string(), tensorShape: z.unknown().optional() }));
const signatureSchema = z.object({ inputs: endSchema.optional(), outputs: endSchema.optional() });

/** What goes into a graph and comes out, by the names that its author gave. */
export type Signature = z.infer<typeof signatureSchema>;

/** The signature of a GraphModel: beside the topology, or where converters before 3.0 put it; empty where none is. */
export function readSignature(signature: unknown, metadata: unknown): Signature {
  const older = (metadata as { signature?: unknown } | undefined)?.signature;
  for (const candidate of [signature, older]) {
    const parsed = signatureSchema.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  return {};
}

/** The value that is the logits, and what the graph's own output is. */
export interface GraphOutput {
  readonly logits: NodeInput;
  readonly kind: ImportedModel["output"];
}

/** Operators that leave the order of a row's elements as it is. */
const PASSES = new Set(["Identity", "Reshape", "Squeeze", "Cast", "Snapshot", "StopGradient", "EnsureShape"]);

/**
 * The outputs of a graph, each before its softmax or sigmoid. Where one is another's softmax, they are one output.
 */
export function graphOutputs(
  nodes: GraphNodes,
  { outputs = {} }: Signature,
): readonly (GraphOutput & OutputCandidate)[] {
  const named = Object.entries(outputs).map(([name, end]) => ({
    name,
    value: parseInput(end.name),
    shape: knownShape(end.tensorShape),
  }));
  const ends =
    named.length > 0 ? named : unconsumed(nodes).map((value) => ({ name: value.node, value, shape: undefined }));
  const found = new Map<string, GraphOutput & OutputCandidate>();
  for (const { name, value, shape } of ends) {
    const output = withoutSquashing(nodes, value);
    const key = `${output.logits.node}:${output.logits.output}`;
    if (found.get(key)?.kind !== "probabilities") found.set(key, { ...output, name, scores: scoresOf(shape) });
  }
  return [...found.values()];
}

/** Numbers for each image; 0 where the graph leaves them open, undefined where it is no row. */
function scoresOf(shape: readonly number[] | undefined): number | undefined {
  if (shape === undefined) return 0;
  const sizes = shape.slice(1).filter((size) => size !== 1);
  if (shape.length < 2 || sizes.length > 1) return undefined;
  return Math.max(0, sizes[0] ?? 1);
}

function unconsumed(nodes: GraphNodes): NodeInput[] {
  const consumed = new Set([...nodes.values()].flatMap(({ inputs }) => inputs.map(({ node }) => node)));
  return [...nodes.values()]
    .filter(({ name, operator }) => !consumed.has(name) && !/^(Const|NoOp|Placeholder.*)$/.test(operator))
    .map(({ name }) => ({ node: name, output: 0 }));
}

function withoutSquashing(nodes: GraphNodes, value: NodeInput): GraphOutput {
  let node = nodes.get(value.node);
  // Not more steps than nodes: a graph may have a cycle.
  for (let steps = 0; node !== undefined && PASSES.has(node.operator) && steps < nodes.size; steps++) {
    node = nodes.get(node.inputs[0]?.node ?? "");
  }
  const squashes = node !== undefined && /^(Softmax|Sigmoid)$/.test(node.operator) && node.inputs.length === 1;
  return squashes ? { logits: node!.inputs[0], kind: "probabilities" } : { logits: value, kind: "logits" };
}

/** Where the images go in. */
export interface GraphInput {
  readonly node: string;
  readonly channelsFirst: boolean;
  readonly height: number;
  readonly width: number;
  /** Number of images that the graph is made for; undefined where any. */
  readonly batch: number | undefined;
}

/** @throws InputError where it is not one input of images whose size is known */
export function findInput(
  order: readonly GraphNode[],
  { inputs = {} }: Signature,
  wanted: ImportOptions["imageSize"],
  path: string,
): GraphInput {
  const placeholders = order.filter(({ operator }) => operator === "Placeholder");
  const [placeholder] = placeholders;
  if (placeholders.length !== 1) {
    throw new InputError(path, {
      expected: "one input",
      got: placeholders.length === 0 ? "none" : placeholders.map(({ name }) => name).join(", "),
    });
  }
  const { name, attributes } = placeholder;
  const named = Object.values(inputs).find((input) => parseInput(input.name).node === name);
  const shape = knownShape(named?.tensorShape) ?? knownShape(attributes["shape"]?.shape) ?? [];
  const subject = `${path}, input ${name}`;
  const shown =
    shape.length === 0 ? "a shape that is left open" : `[${shape.map((n) => (n < 0 ? "?" : n)).join(", ")}]`;
  const channelsFirst = shape[1] === CHANNELS && shape[3] !== CHANNELS;
  if (shape.length !== 0 && !(shape.length === 4 && (channelsFirst || shape[3] === CHANNELS || shape[3] === -1))) {
    throw new InputError(subject, {
      expected: "images [batch, height, width, 3] or [batch, 3, height, width]",
      got: shown,
      ...([shape[1], shape[3]].includes(1) && {
        remedy: "Networks on one channel are read from ONNX and Keras files: take the file that it was converted from.",
      }),
    });
  }
  const [fileHeight = -1, fileWidth = -1] = channelsFirst ? shape.slice(2) : shape.slice(1, 3);
  const height = fileHeight > 0 ? fileHeight : wanted?.height;
  const width = fileWidth > 0 ? fileWidth : wanted?.width;
  if (height === undefined || width === undefined) {
    throw new InputError(subject, { expected: "the size of the images", got: shown, remedy: "Give `imageSize`." });
  }
  if (!(height <= LARGEST_SIDE && width <= LARGEST_SIDE)) {
    throw new InputError(subject, { expected: `images of at most ${LARGEST_SIDE} pixels a side`, got: shown });
  }
  return { node: name, channelsFirst, height, width, batch: shape.length > 0 && shape[0] > 0 ? shape[0] : undefined };
}
