import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { Normalization } from "../../core/classifier.ts";
import { readJson } from "../../core/json.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import { classNamesIn } from "./class-names.ts";

/** Names that model hubs give to a model's weights, in the folder that describes it. */
export const HUB_WEIGHTS = ["model.safetensors", "pytorch_model.safetensors", "pytorch_model.bin"];

/** Models whose folder describes them too: Optimum's. */
export const HUB_GRAPHS = ["model.onnx"];

/** What the files beside a model from a hub say of the network's input and of its classes. */
export interface HubConfig {
  readonly classNames?: readonly string[];
  readonly normalization?: Normalization;
  readonly imageSize?: { readonly height: number; readonly width: number };
}

/** Far above any description of an image classifier: a thousand names of classes take 60 kB. */
const LARGEST_CONFIG = 4 * 2 ** 20;

const channels = z.tuple([z.number(), z.number(), z.number()]).readonly();
const positive = channels.refine((std) => std.every((value) => value > 0));
const side = z.int().min(1).max(LARGEST_SIDE);

/** timm's `config.json`. */
const timmSchema = z.object({
  pretrained_cfg: z.object({ mean: channels, std: positive, input_size: z.tuple([z.literal(3), side, side]) }),
});

/** transformers' `preprocessor_config.json`. */
const preprocessorSchema = z.object({
  do_normalize: z.boolean().default(true),
  image_mean: channels,
  image_std: positive,
  size: z.union([z.object({ height: side, width: side }), z.object({ shortest_edge: side }), side]).optional(),
});

/** Names of the outputs in `config.json` are transformers' or timm's. */
const configSchema = z.looseObject({ id2label: z.unknown().optional(), label_names: z.unknown().optional() });

/**
 * Reads what lies beside a model under a hub's name: timm's `config.json`, or transformers' `config.json` and
 * `preprocessor_config.json`. A file of another name is not described by its folder, which may hold many.
 *
 * @returns nothing where there is no description, or none that can be understood
 */
export async function readHubConfig(modelPath: string): Promise<HubConfig> {
  if (![...HUB_WEIGHTS, ...HUB_GRAPHS].includes(basename(modelPath))) return {};
  const folder = dirname(modelPath);
  const config = await description(join(folder, "config.json"), configSchema);
  const classNames = classNamesIn(config?.id2label) ?? classNamesIn(config?.label_names);
  return { ...(await readInput(config, folder)), ...(classNames && { classNames }) };
}

async function readInput(config: unknown, folder: string): Promise<Omit<HubConfig, "classNames">> {
  const timm = timmSchema.safeParse(config).data?.pretrained_cfg;
  if (timm !== undefined) {
    const [, height, width] = timm.input_size;
    return { normalization: { mean: timm.mean, std: timm.std }, imageSize: { height, width } };
  }
  const input = await description(join(folder, "preprocessor_config.json"), preprocessorSchema);
  if (input === undefined) return {};
  const normalization = input.do_normalize
    ? { mean: input.image_mean, std: input.image_std }
    : ({ mean: [0, 0, 0], std: [1, 1, 1] } as const);
  return { normalization, ...(input.size !== undefined && { imageSize: square(input.size) }) };
}

type Size = number | { height: number; width: number } | { shortest_edge: number };

function square(size: Size): { readonly height: number; readonly width: number } {
  if (typeof size === "number") return { height: size, width: size };
  return "height" in size ? size : { height: size.shortest_edge, width: size.shortest_edge };
}

/** What a file says; nothing where it is not there, or says something else. */
function description<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | undefined> {
  return readJson(path, schema, { most: LARGEST_CONFIG }).catch(() => undefined);
}
