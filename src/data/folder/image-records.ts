import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { inOrder } from "../../core/in-order.ts";
import type { DecodedImage, ImageTraits } from "../image/decode-image.ts";
import { createImageReader, type ImageSource } from "../image/image-reader.ts";
import { DEFAULT_READING, type ImageReading } from "../image/image-reading.ts";
import { type Preprocess, preprocessText } from "../preprocess/preprocess.ts";
import { checkedIndex, type Records } from "../records.ts";
import type { ClassOrder } from "./class-order.ts";
import { traitNotes } from "./trait-notes.ts";

/** Most bytes of decoded images that are kept; those beyond are decoded anew at each read. */
const KEPT_BYTES = 256 * 1024 * 1024;

/** Files that are asked for their size and time of change at the same time. */
const STATUSES_AHEAD = 32;

/** Image files and their classes. */
export interface LabelledImages {
  /** Of the data, for results. */
  readonly name: string;
  readonly classes: readonly string[];
  readonly paths: readonly ImageSource[];
  /** What each image is called: its path relative to the folder that was given, with forward slashes. */
  readonly names: readonly string[];
  readonly labels: Int32Array;
  /** What the user should know of what was found, a sentence each. */
  readonly notes: readonly string[];
}

/** How a folder of images is read. */
export interface FolderOptions {
  /** What is done to each image. Default: nothing, and all have one size. */
  readonly preprocess?: Preprocess | undefined;
  /** Default: as PyTorch reads (`DEFAULT_READING`). */
  readonly exif?: ImageReading["exif"] | undefined;
  readonly alphaChannel?: ImageReading["alphaChannel"] | undefined;
  /** Default: by number where all names are whole numbers, else by text (`inClassOrder`). */
  readonly classOrder?: ClassOrder | undefined;
  /** Whether files that cannot be read are left out, and counted in `notes`. Default: the first one is an error. */
  readonly skipUnreadable?: boolean | undefined;
}

/**
 * Records of labelled image files, whatever holds them. Images are decoded when they are read.
 *
 * @throws InputError where images are of several sizes and none is given
 */
export async function recordsOfImages(
  list: LabelledImages,
  split: StoredSplit,
  options: FolderOptions,
): Promise<Records> {
  const { name, classes, paths, names, labels, notes } = list;
  const reading = readingOf(options);
  const reader = createImageReader(reading);
  const kept = new Map<number, DecodedImage>();
  let keptBytes = 0;
  const traits = new Map<number, ImageTraits>();

  const decode = async (index: number): Promise<DecodedImage> => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const image = await reader.read(paths[index]).catch(sayHowToSkip);
    traits.set(index, image);
    if (keptBytes + image.pixels.length <= KEPT_BYTES && !kept.has(index)) {
      kept.set(index, image);
      keptBytes += image.pixels.length;
    }
    return image;
  };
  /** Why a file cannot be read; undefined where it can. */
  const problem = (index: number) => decode(index).then(() => undefined, unreadable);

  let first = 0;
  while (options.skipUnreadable && first < paths.length - 1 && (await problem(first)) !== undefined) first++;
  const { height, width } = await decode(first);
  const size = height * width * CHANNELS;
  const pixelsOf = async (index: number): Promise<Uint8Array> => {
    const image = await decode(index);
    if (image.height === height && image.width === width) return image.pixels;
    throw new InputError(subjectOf(paths[index]), {
      expected: `${width} x ${height} pixels, the size of ${subjectOf(paths[first])}`,
      got: `${image.width} x ${image.height}`,
      remedy: "Give `imageSize`, or a `preprocess` that ends in a crop or stretch, to bring all images to one size.",
    });
  };
  /** The same of several images, in their order, so many at the same time. */
  const ofEach = <T>(indices: ArrayLike<number>, of: (index: number) => Promise<T>) =>
    inOrder(
      Array.from(indices, (index) => () => of(checkedIndex(index, paths.length))),
      reader.threads,
    );

  return {
    name,
    split,
    count: paths.length,
    height,
    width,
    classes,
    labels,
    trueLabels: labels,
    ...(options.preprocess !== undefined && { preprocess: preprocessText(options.preprocess) }),
    notes: () => [...notes, ...traitNotes([...traits.values()], reading)],
    exampleId: (index) => ({ index: checkedIndex(index, paths.length), name: names[index] }),
    async read(indices) {
      const images = new Uint8Array(indices.length * size);
      let row = 0;
      for await (const pixels of ofEach(indices, pixelsOf)) images.set(pixels, row++ * size);
      return images;
    },
    fingerprint: (indices) => fingerprintOf(paths, indices, reading),
    async unreadable(indices) {
      const problems: (string | undefined)[] = [];
      for await (const each of ofEach(indices, problem)) problems.push(each);
      return problems;
    },
  };
}

/** Names, sizes and times of change of files, and how they are read; nothing where images lie inside of other files. */
async function fingerprintOf(
  paths: readonly ImageSource[],
  indices: ArrayLike<number>,
  reading: ImageReading,
): Promise<string | undefined> {
  const hash = createHash("sha256").update(JSON.stringify(reading));
  const statuses = inOrder(
    Array.from(indices, (index) => async () => {
      const path = paths[index];
      if (typeof path !== "string") return undefined;
      const { size, mtimeMs } = await stat(path);
      return `${resolve(path)}\n${size} ${mtimeMs}\n`;
    }),
    STATUSES_AHEAD,
  );
  for await (const status of statuses) {
    if (status === undefined) return undefined;
    hash.update(status);
  }
  return hash.digest("hex");
}

const subjectOf = (source: ImageSource): string => (typeof source === "string" ? source : source.subject);

function readingOf({ preprocess, exif, alphaChannel }: FolderOptions): ImageReading {
  return {
    exif: exif ?? DEFAULT_READING.exif,
    alphaChannel: alphaChannel ?? DEFAULT_READING.alphaChannel,
    ...(preprocess !== undefined && { preprocess }),
  };
}

function sayHowToSkip(cause: unknown): never {
  if (!(cause instanceof InputError)) throw cause;
  const remedy = "Replace or remove the file, or leave out what cannot be read with `skipUnreadable`.";
  throw new InputError(cause.subject, { ...cause.details, remedy }, { cause });
}

function unreadable(cause: unknown): string {
  if (!(cause instanceof InputError)) throw cause;
  return cause.details.got;
}
