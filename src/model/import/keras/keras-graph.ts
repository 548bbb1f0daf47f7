import { z } from "zod";
import { InputError } from "../../../core/error.ts";

/** A layer as its configuration describes it. */
export interface KerasLayer {
  readonly name: string;
  /** Class, `Conv2D`. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers whose values go in. */
  readonly inputs: readonly string[];
}

/** A Keras model's layers, each after those that it needs. */
export interface KerasGraph {
  readonly layers: readonly KerasLayer[];
  readonly output: string;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});

const modelSchema = z.object({
  class_name: z.enum(["Sequential", "Functional", "Model"]),
  config: z.union([
    z.object({ layers: z.array(layerSchema).min(1).max(20_000), output_layers: z.unknown().optional() }),
    // Keras before 2.2.3 wrote a sequential model as a bare list.
    z.array(layerSchema).min(1).max(20_000),
  ]),
});

type LayerMessage = z.infer<typeof layerSchema>;

/**
 * Reads a model's configuration as Keras 2 and 3 and TensorFlow.js write it.
 *
 * @throws InputError on anything but one path of layers from images to classes
 */
export function readKerasGraph(configuration: unknown, subject: string): KerasGraph {
  const parsed = modelSchema.safeParse(configuration);
  if (!parsed.success) throw refuse(subject, "a Sequential or Functional model", z.prettifyError(parsed.error));
  const { class_name: kind, config } = parsed.data;
  const messages = Array.isArray(config) ? config : config.layers;
  const layers = kind === "Sequential" ? chain(messages) : messages.map((message) => functional(message, subject));
  const names = new Set(layers.map(({ name }) => name));
  if (names.size !== layers.length) throw refuse(subject, "layers with names of their own", "a name used twice");
  const wanted = Array.isArray(config) ? undefined : config.output_layers;
  const output = kind === "Sequential" ? layers[layers.length - 1].name : historyOf(wanted)[0];
  if (output === undefined || !names.has(output)) throw refuse(subject, "an output", "none");
  const [, height, width] = inputShape(messages, subject);
  return { layers: inOrder(layers, subject), output, height, width };
}

const nameOf = ({ name, config, class_name }: LayerMessage): string => name ?? String(config["name"] ?? class_name);

function chain(messages: readonly LayerMessage[]): KerasLayer[] {
  return messages.map((message, index) => ({
    name: nameOf(message),
    kind: message.class_name,
    config: message.config,
    inputs: index === 0 ? [] : [nameOf(messages[index - 1])],
  }));
}

function functional(message: LayerMessage, subject: string): KerasLayer {
  const calls = message.inbound_nodes ?? [];
  const name = nameOf(message);
  if (calls.length > 1)
    throw refuse(`${subject}, layer ${name}`, "a layer used once", `one used ${calls.length} times`);
  return { name, kind: message.class_name, config: message.config, inputs: historyOf(calls[0]) };
}

/**
 * Names of the layers in a description of tensors, however it is nested: Keras 2 writes [name, node, tensor, options],
 * Keras 3 a `keras_history` of [name, node, tensor].
 */
function historyOf(value: unknown, depth = 0): string[] {
  if (depth > 8 || value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    if (typeof value[0] === "string" && typeof value[1] === "number") return [value[0]];
    return value.flatMap((item) => historyOf(item, depth + 1));
  }
  const { keras_history: history, args, config } = value as Record<string, unknown>;
  return historyOf(history ?? args ?? config, depth + 1);
}

/** The image's shape, at the input layer or, in a sequential model, at the first layer. */
function inputShape(messages: readonly LayerMessage[], subject: string): (number | undefined)[] {
  const inputs = messages.filter(({ class_name: kind }) => kind === "InputLayer");
  if (inputs.length > 1) throw refuse(subject, "one input", `${inputs.length}`);
  const { config } = inputs[0] ?? messages[0];
  const shape = config["batch_input_shape"] ?? config["batch_shape"] ?? config["batchInputShape"];
  if (!Array.isArray(shape) || shape.length !== 4 || shape[3] !== 3) {
    throw refuse(subject, "images [batch, height, width, 3]", `shape ${JSON.stringify(shape) ?? "not said"}`);
  }
  return shape.map((size) => (typeof size === "number" && size > 0 && size <= 2048 ? size : undefined));
}

function inOrder(layers: readonly KerasLayer[], subject: string): KerasLayer[] {
  const waiting = new Map(layers.map((layer) => [layer.name, layer]));
  const done = new Set<string>();
  const order: KerasLayer[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ inputs }) => inputs.every((input) => done.has(input)));
    if (ready.length === 0) {
      throw refuse(
        subject,
        "layers without cycles",
        `${[...waiting.keys()][0]}, which waits for itself or for nothing`,
      );
    }
    for (const layer of ready) {
      waiting.delete(layer.name);
      done.add(layer.name);
      order.push(layer);
    }
  }
  return order;
}

function refuse(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, {
    expected,
    got,
    remedy: "Models of another form can be exported to ONNX.",
  });
}
