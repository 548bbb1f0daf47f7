import { CHANNELS, type Image } from "../../core/image.ts";
import { ImageProblem } from "../image/image-problem.ts";
import type { FilterId } from "./filter.ts";
import { resizeImage, type Window, windowOf } from "./resize-image.ts";

/**
 * Where a centred part lies that cannot lie exactly in the middle: half a pixel up and left (`floor`: Hugging Face), or
 * so that its offset is even (`even`: torchvision and timm, who round as Python does).
 */
export type Centring = "even" | "floor";

/** One thing that is done to an image on its way to a network. */
export type PreprocessStep =
  /** The shorter side becomes `side`, the longer one keeps the shape, cut off to a whole number. */
  | { readonly do: "resize"; readonly side: number; readonly filter: FilterId }
  /** Both sides become what is said, whatever the image's shape is. */
  | { readonly do: "stretch"; readonly height: number; readonly width: number; readonly filter: FilterId }
  /** The centred part of this size; what lies outside of a smaller image is black. */
  | { readonly do: "crop"; readonly height: number; readonly width: number; readonly centring: Centring }
  /** The largest centred square. */
  | { readonly do: "square" };

/** From an image of any size to what a network is shown, before normalisation: steps, one after the other. */
export type Preprocess = readonly PreprocessStep[];

/** The largest centred square, resized to this side. */
export function squareOf(side: number): Preprocess {
  return [{ do: "square" }, { do: "stretch", height: side, width: side, filter: "bilinear" }];
}

/**
 * The image after all steps; levels are rounded to 8 bits after each pass of resizing, as Pillow does.
 *
 * @throws ImageProblem where keeping its shape would make it too large
 */
export function preprocessImage(image: Image, steps: Preprocess): Image {
  let current = image;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    const next = steps[i + 1];
    if (step.do === "square") {
      const side = Math.min(current.height, current.width);
      current = windowOf(current, centred(current, { height: side, width: side, centring: "floor" }));
    } else if (step.do === "crop") {
      current = crop(current, step);
    } else {
      const size = step.do === "stretch" ? step : bounded(shorterSide(current, step.side));
      // What a crop behind it leaves out need not be computed.
      if (next?.do === "crop" && next.height <= size.height && next.width <= size.width) {
        current = resizeImage(current, size.height, size.width, step.filter, centred(size, next));
        i++;
      } else current = resizeImage(current, size.height, size.width, step.filter);
    }
  }
  return current;
}

/**
 * In one line, as it is typed: `resize=256:bilinear,crop=224`. Two that differ by a pixel have different lines.
 *
 * @example preprocessText([{ do: "stretch", height: 224, width: 224, filter: "bicubic" }]) // "stretch=224:bicubic"
 */
export function preprocessText(steps: Preprocess): string {
  const words = steps.map((step) => {
    if (step.do === "square") return "square";
    if (step.do === "resize") return `resize=${step.side}:${step.filter}`;
    const size = step.height === step.width ? `${step.height}` : `${step.height}x${step.width}`;
    if (step.do === "stretch") return `stretch=${size}:${step.filter}`;
    return `crop=${size}${step.centring === "floor" ? ":floor" : ""}`;
  });
  return words.join(",");
}

function shorterSide({ height, width }: { readonly height: number; readonly width: number }, side: number) {
  // torchvision: int(size * long / short).
  return height <= width
    ? { height: side, width: Math.trunc((side * width) / height) }
    : { height: Math.trunc((side * height) / width), width: side };
}

/** Most pixels of a resized image. One of 1 x 10,000 pixels would become 224 x 2,240,000. */
const MOST_PIXELS = 2 ** 26;

function bounded(size: { readonly height: number; readonly width: number }) {
  if (size.height * size.width <= MOST_PIXELS) return size;
  throw new ImageProblem(
    "an image that is not so much longer than wide",
    `one to resize to ${size.height} x ${size.width}`,
  );
}

type Part = { readonly height: number; readonly width: number; readonly centring: Centring };

function centred(image: { readonly height: number; readonly width: number }, part: Part): Window {
  const { height, width, centring } = part;
  const offset = (room: number) => (centring === "floor" ? Math.floor(room / 2) : roundHalfToEven(room / 2));
  return { top: offset(image.height - height), left: offset(image.width - width), height, width };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function crop(image: Image, step: Part): Image {
  if (step.height <= image.height && step.width <= image.width) return windowOf(image, centred(image, step));
  const padded = pad(image, step);
  return windowOf(padded, centred(padded, step));
}

/**
 * Black around an image, so that it is as large as a part that is to be cut out. Of an odd number of rows or columns the
 * larger half lies below and right (torchvision), or above and left (Hugging Face).
 */
function pad(image: Image, { height: most, width: widest, centring }: Part): Image {
  const half = centring === "even" ? Math.floor : Math.ceil;
  const height = Math.max(image.height, most);
  const width = Math.max(image.width, widest);
  const top = half((height - image.height) / 2);
  const left = half((width - image.width) / 2);
  const pixels = new Uint8Array(height * width * CHANNELS);
  const length = image.width * CHANNELS;
  for (let row = 0; row < image.height; row++) {
    const from = image.pixels.subarray(row * length, (row + 1) * length);
    pixels.set(from, ((top + row) * width + left) * CHANNELS);
  }
  return { pixels, height, width };
}
