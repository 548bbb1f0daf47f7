import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { type CallArguments, readCalls } from "./keras-arguments.ts";

/** Most layers of one model, the models inside it counted by themselves. */
const MAX_LAYERS = 20_000;

/** A layer, as the configuration describes it. */
export interface LayerConfig {
  readonly name: string;
  /** Class, `Conv2D`. */
  readonly kind: string;
  /** Where the class comes from, where the configuration says so: `keras.layers`, `keras.src.ops.numpy`. */
  readonly module: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly CallArguments[];
}

/** A model, as the configuration describes it. */
export interface ModelConfig {
  readonly sequential: boolean;
  readonly layers: readonly LayerConfig[];
  readonly inputs: unknown;
  readonly outputs: unknown;
}

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().nullish(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});

const layersSchema = z.array(layerSchema).min(1).max(MAX_LAYERS);

const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([
    z.object({ layers: layersSchema, input_layers: z.unknown().optional(), output_layers: z.unknown().optional() }),
    // Keras before 2.2.3 wrote a sequential model as a bare list.
    layersSchema,
  ]),
});

const MODELS = new Set(["Sequential", "Functional", "Model"]);

/** Whether a layer is a model itself. */
export const isModel = (kind: string): boolean => MODELS.has(kind);

/** @throws InputError on what is no model of layers */
export function readModelConfig(configuration: unknown, subject: string): ModelConfig {
  const kind = (configuration as { class_name?: unknown } | null)?.class_name;
  if (typeof kind === "string" && !isModel(kind)) {
    throw new InputError(subject, {
      expected: "a Sequential or Functional model",
      got: `${kind.slice(0, 100)}, a class of its own`,
      remedy: "What it computes is code, not configuration: export it to ONNX.",
    });
  }
  const parsed = modelSchema.safeParse(configuration);
  if (!parsed.success) {
    throw new InputError(subject, {
      expected: "a Sequential or Functional model",
      got: z.prettifyError(parsed.error).slice(0, 300),
      remedy: "Models of another form can be exported to ONNX.",
    });
  }
  const { class_name, config } = parsed.data;
  const messages = Array.isArray(config) ? config : config.layers;
  const layers = messages.map(
    ({ class_name: layer, name, module, registered_name: registered, config, inbound_nodes }) => ({
      name: String(name ?? config["name"] ?? layer),
      kind: layer,
      module: registered?.includes(">") ? registered : (module ?? undefined),
      config,
      calls: readCalls(inbound_nodes ?? []),
    }),
  );
  if (new Set(layers.map(({ name }) => name)).size !== layers.length) {
    throw new InputError(subject, { expected: "layers with names of their own", got: "a name used twice" });
  }
  const { input_layers: inputs, output_layers: outputs } = Array.isArray(config)
    ? ({} as { input_layers?: unknown; output_layers?: unknown })
    : config;
  return { sequential: class_name === "Sequential", layers, inputs, outputs };
}
