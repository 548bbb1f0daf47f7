import { InputError } from "../../core/error.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import { FILTER_IDS, type FilterId } from "./filter.ts";
import type { Preprocess, PreprocessStep } from "./preprocess.ts";
import { presetNamed } from "./presets.ts";

/** A side, or a side and the share of it that a crop behind it keeps (timm's crop_pct); perhaps another side; an ending. */
const STEP = /^(resize|stretch|crop)=(\d{1,5})(?:\/(0?\.\d{1,6}|1(?:\.0)?))?(?:x(\d{1,5}))?(?::([a-z]+))?$/;

/**
 * Preprocessing as it is typed: a preset's name, or steps between commas.
 *
 * `resize=256:bicubic` (the shorter side; `resize=224/0.875` is resize=256, rounded down), `stretch=224x192:bilinear`
 * (height x width), `crop=224`, `crop=224:floor`, `square`. The filter is bilinear where none is given.
 *
 * @throws InputError
 * @example parsePreprocess("crop=224") // [{ do: "crop", height: 224, width: 224, centring: "even" }]
 */
export function parsePreprocess(text: string): Preprocess {
  const steps = presetNamed(text) ?? text;
  return steps.split(",").map((word) => parseStep(word.trim(), text));
}

function parseStep(word: string, text: string): PreprocessStep {
  if (word === "square") return { do: "square" };
  const [, kind, first, share, second, ending] = STEP.exec(word) ?? [];
  const side = Number(first);
  if (kind === "resize" && second === undefined) {
    return { do: kind, side: checked(Math.floor(side / Number(share ?? 1)), text), filter: filterNamed(ending, text) };
  }
  if (kind === undefined || kind === "resize" || share !== undefined) return refuse(text);
  const size = { height: checked(side, text), width: checked(Number(second ?? side), text) };
  if (kind === "stretch") return { do: kind, ...size, filter: filterNamed(ending, text) };
  if (ending !== undefined && ending !== "floor" && ending !== "even") return refuse(text);
  return { do: "crop", ...size, centring: ending ?? "even" };
}

function filterNamed(name: string | undefined, text: string): FilterId {
  const filter = FILTER_IDS.find((id) => id === (name ?? "bilinear"));
  return filter ?? refuse(text, `${FILTER_IDS.join(", ")} as a filter`);
}

function checked(side: number, text: string): number {
  return side >= 1 && side <= LARGEST_SIDE ? side : refuse(text, `sides in [1, ${LARGEST_SIDE}]`);
}

function refuse(text: string, expected?: string): never {
  throw new InputError("`preprocess`", {
    expected: expected ?? "a preset such as imagenet-224 or resnet50-v2, or steps such as resize=256:bilinear,crop=224",
    got: `"${text}"`,
    remedy:
      "Steps: resize=SIDE, stretch=SIDE or HEIGHTxWIDTH, crop=SIDE, square; filters: bilinear, bicubic, lanczos, nearest.",
  });
}
