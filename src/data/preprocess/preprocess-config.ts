import { z } from "zod";
import { readJson } from "../../core/json.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import type { FilterId } from "./filter.ts";
import type { Preprocess } from "./preprocess.ts";

const side = z.int().min(1).max(LARGEST_SIDE);
const share = z.number().gt(0.1).max(1);

/** timm's `config.json` of a model. */
const timmSchema = z.object({
  pretrained_cfg: z.object({
    input_size: z.tuple([z.literal(3), side, side]),
    crop_pct: share.default(0.875),
    crop_mode: z.string().default("center"),
    interpolation: z.string().default("bicubic"),
  }),
});

const size = z.union([side, z.object({ shortest_edge: side }), z.object({ height: side, width: side })]);

/** Hugging Face's `preprocessor_config.json`. */
const processorSchema = z.object({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.boolean().default(true),
  size: size.optional(),
  resample: z.int().optional(),
  do_center_crop: z.boolean().default(false),
  crop_size: size.optional(),
  crop_pct: share.nullish(),
  do_pad: z.boolean().nullish(),
  do_flip_channel_order: z.boolean().nullish(),
});

type Processor = z.output<typeof processorSchema>;

/** What a file says of preprocessing, or why it is not understood; nothing where it does not speak of it. */
export type PreprocessReading = { readonly steps: Preprocess } | { readonly problem: string } | undefined;

/**
 * Preprocessing from the text of timm's `config.json` or Hugging Face's `preprocessor_config.json`.
 *
 * timm: the shorter side becomes floor(input / crop_pct), then a centre crop (`create_transform` with the model's own
 * configuration, sizes for training). Hugging Face: as the named image processor does with Pillow; its "fast" ones resize
 * tensors, whose pixels differ from these by a level here and there.
 */
export function readPreprocessConfig(content: unknown): PreprocessReading {
  const timm = timmSchema.safeParse(content);
  if (timm.success) return fromTimm(timm.data.pretrained_cfg);
  const processor = processorSchema.safeParse(content);
  if (!processor.success || (processor.data.size === undefined && processor.data.crop_size === undefined)) {
    return undefined;
  }
  return fromProcessor(processor.data);
}

/** Far above any description of an image classifier: a thousand names of classes take 60 kB. */
const LARGEST_CONFIG = 4 * 2 ** 20;

/**
 * The same from a file.
 *
 * @throws InputError where there is none, or no JSON in it
 */
export async function readPreprocessFile(path: string): Promise<PreprocessReading> {
  return readPreprocessConfig(await readJson(path, z.unknown(), { most: LARGEST_CONFIG }));
}

function fromTimm(config: z.output<typeof timmSchema>["pretrained_cfg"]): PreprocessReading {
  const { input_size, crop_pct, crop_mode, interpolation } = config;
  const [, height, width] = input_size;
  const filter = (["bilinear", "bicubic", "lanczos", "nearest"] as const).find((id) => id === interpolation);
  if (filter === undefined) return { problem: `interpolation ${interpolation}` };
  const crop = { do: "crop", height, width, centring: "even" } as const;
  const scaled = (length: number) => Math.floor(length / crop_pct);
  if (crop_mode === "squash") {
    return { steps: [{ do: "stretch", height: scaled(height), width: scaled(width), filter }, crop] };
  }
  if (crop_mode !== "center") return { problem: `crop_mode ${crop_mode}` };
  if (height !== width) return { problem: `crop_mode center of ${height} x ${width}` };
  return { steps: [{ do: "resize", side: scaled(height), filter }, crop] };
}

/** Pillow's numbers of filters. */
const FILTER_NUMBERS: readonly (FilterId | undefined)[] = ["nearest", "lanczos", "bilinear", "bicubic"];

/** Processors that take one number for the shorter side; the others make a square of it. */
const SHORTER_SIDE = /^(ConvNext|Levit|PoolFormer|CLIP|Bit|MobileNet|MobileViT|Chinese|SigLIP)/i;

function fromProcessor(processor: Processor): PreprocessReading {
  const name = processor.image_processor_type ?? processor.feature_extractor_type ?? "";
  if (processor.do_flip_channel_order) return { problem: "do_flip_channel_order" };
  if (processor.do_pad) return { problem: "do_pad" };
  const steps: Preprocess[number][] = [];
  if (processor.do_resize) {
    if (processor.size === undefined) return { problem: "do_resize without a size" };
    const filter = FILTER_NUMBERS[processor.resample ?? (/^(ViT|ConvNext|MobileNet)/.test(name) ? 2 : -1)];
    if (filter === undefined) return { problem: `resample ${processor.resample ?? "left open"}` };
    const resizing = resizingOf(processor.size, filter, name, processor.crop_pct ?? undefined);
    if ("problem" in resizing) return resizing;
    steps.push(...resizing.steps);
  }
  if (processor.do_center_crop) {
    const { crop_size = processor.size } = processor;
    if (crop_size === undefined || (typeof crop_size === "object" && "shortest_edge" in crop_size)) {
      return { problem: "do_center_crop without a height and width" };
    }
    const size = typeof crop_size === "number" ? { height: crop_size, width: crop_size } : crop_size;
    steps.push({ do: "crop", ...size, centring: "floor" });
  }
  return steps.length === 0 ? undefined : { steps };
}

type Size = z.output<typeof size>;

function resizingOf(size: Size, filter: FilterId, name: string, cropShare: number | undefined) {
  if (typeof size === "object" && "height" in size) return { steps: [{ do: "stretch", ...size, filter }] as const };
  const side = typeof size === "number" ? size : size.shortest_edge;
  const square = { height: side, width: side } as const;
  if (typeof size === "number" && !SHORTER_SIDE.test(name)) {
    return { steps: [{ do: "stretch", ...square, filter }] as const };
  }
  if (/^ConvNext/.test(name)) {
    // Small ones are cropped, large ones made square.
    if (side >= 384) return { steps: [{ do: "stretch", ...square, filter }] as const };
    const shorter = Math.trunc(side / (cropShare ?? 224 / 256));
    return {
      steps: [
        { do: "resize", side: shorter, filter },
        { do: "crop", ...square, centring: "floor" },
      ] as const,
    };
  }
  if (/^PoolFormer/.test(name) && cropShare !== undefined) {
    return { steps: [{ do: "resize", side: Math.trunc(side / cropShare), filter }] as const };
  }
  if (/^Levit/.test(name)) return { steps: [{ do: "resize", side: Math.trunc((256 / 224) * side), filter }] as const };
  if (cropShare !== undefined) return { problem: `crop_pct of ${name}` };
  return { steps: [{ do: "resize", side, filter }] as const };
}
