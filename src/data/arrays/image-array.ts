import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import type { NpyData } from "../npy.ts";

/** An array of images as a file holds it. */
export interface StoredImages {
  /** Names the file, and the array in it, in errors. */
  readonly subject: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: NpyData;
}

/** Images as this program holds them. */
export interface ArrayImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Row-major [count, height, width, 3]. */
  readonly pixels: Uint8Array;
  /** Whether they have one channel in the file, which stands here three times. */
  readonly grey: boolean;
}

const MAX_SIDE = 4096;

/**
 * Images from an array of bytes: [n, height, width] or [n, height, width, 1] of grey, [n, height, width, 3] of RGB, or
 * [n, 3, height, width] or [n, 1, height, width] as PyTorch keeps them. Where both could be meant, channels are last.
 *
 * @throws InputError on another type, since it is not known which value is white, and on another shape
 */
export function imagesOf({ subject, shape, data }: StoredImages): ArrayImages {
  if (!(data instanceof Uint8Array)) {
    throw new InputError(subject, {
      expected: "pixels as bytes, 0 to 255",
      got: "numbers of another type",
      remedy: "Save them with (255 * images).round().astype(numpy.uint8), if 1 is white.",
    });
  }
  const layout = layoutOf(shape);
  if (layout === undefined || layout.height > MAX_SIDE || layout.width > MAX_SIDE) {
    throw new InputError(subject, {
      expected: `images of shape [n, height, width], [n, height, width, 1 or 3] or [n, 1 or 3, height, width], up to ${MAX_SIDE} pixels a side`,
      got: `[${shape.join(", ")}]`,
    });
  }
  const { height, width, channels, first } = layout;
  const [count] = shape;
  const grey = channels === 1;
  const places = height * width;
  const pixels = new Uint8Array(count * places * CHANNELS);
  for (let image = 0; image < count; image++) {
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const of = grey ? 0 : channel;
        const from = first ? of * places + place : place * channels + of;
        pixels[(image * places + place) * CHANNELS + channel] = data[image * places * channels + from];
      }
    }
  }
  return { count, height, width, pixels, grey };
}

function layoutOf([count, ...rest]: readonly number[]) {
  if (!(count >= 1) || rest.some((size) => size < 1)) return undefined;
  if (rest.length === 2) return { height: rest[0], width: rest[1], channels: 1, first: false };
  if (rest.length !== 3) return undefined;
  const isChannels = (size: number) => size === 1 || size === CHANNELS;
  if (isChannels(rest[2])) return { height: rest[0], width: rest[1], channels: rest[2], first: false };
  return isChannels(rest[0]) ? { height: rest[1], width: rest[2], channels: rest[0], first: true } : undefined;
}

/**
 * Labels from an array: whole numbers from 0 on, [n] or [n, 1].
 *
 * @throws InputError on another shape, such as several labels for an image, and on what is no class
 */
export function labelsOf({ subject, shape, data }: StoredImages): Int32Array {
  if (shape.length < 1 || shape.slice(1).some((size) => size !== 1)) {
    throw new InputError(subject, {
      expected: "one label for each image, [n] or [n, 1]",
      got: `[${shape.join(", ")}]`,
      remedy: "Several labels for an image are no classes of a classifier.",
    });
  }
  return Int32Array.from(data, (label, row) => {
    if (Number.isInteger(label) && label >= 0 && label < MAX_CLASSES) return label;
    throw new InputError(`${subject}, row ${row}`, {
      expected: `a whole number in 0...${MAX_CLASSES - 1}`,
      got: `${label}`,
    });
  });
}

const MAX_CLASSES = 100_000;
