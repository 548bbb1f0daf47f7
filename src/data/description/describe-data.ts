import type { ExampleId } from "../../core/dataset.ts";
import { sha256 } from "../../core/files.ts";
import { CHANNELS, type Image } from "../../core/image.ts";
import type { ImageTraits } from "../image/decode-image.ts";
import { findKind } from "../open-dataset.ts";
import { type DataSplit, dataSplits } from "./data-splits.ts";

/** What one split of a data set holds. */
export interface SplitDescription {
  readonly split: DataSplit["split"];
  readonly count: number;
  /** Images of each class, in the order of the classes. */
  readonly perClass: readonly number[];
  /** Sizes of images, the most frequent first. */
  readonly sizes: readonly { readonly height: number; readonly width: number; readonly count: number }[];
  /** How many images are grey, transparent in places, turned (EXIF), of more than 8 bits a channel. */
  readonly traits: Readonly<Record<keyof ImageTraits | "grey", number>>;
  /** Files that cannot be read, and why. */
  readonly unreadable: readonly { readonly name: string; readonly problem: string }[];
  /** Images whose pixels another image before them has, in this split. */
  readonly duplicates: readonly DuplicatePair[];
}

/** Two images with the same pixels; `classes` are indices. */
export interface DuplicatePair {
  readonly images: readonly [ExampleId, ExampleId];
  readonly classes: readonly [number, number];
}

export interface DataDescription {
  readonly kind: string;
  readonly name: string;
  readonly classes: readonly string[];
  readonly splits: readonly SplitDescription[];
  /** Images of the test split whose pixels the train split has too. */
  readonly acrossSplits: readonly DuplicatePair[];
  readonly notes: readonly string[];
}

/** Told of every image that is looked at. */
type OnImage = (split: DataSplit["split"], label: number, image: Image) => void;

/**
 * Reads all images of a data set, each in its own size, and says what there is.
 *
 * @param spec as `openDataset` takes it, or the path of a folder of images
 */
export async function describeData(spec: string, onImage: OnImage = () => {}): Promise<DataDescription> {
  const { kind, path } = await findKind(spec);
  const parts = await dataSplits(kind, path);
  const splits: SplitDescription[] = [];
  const seen: Map<string, { readonly id: ExampleId; readonly label: number }>[] = [];
  for (const part of parts) {
    const { description, hashes } = await describeSplit(part, onImage);
    splits.push(description);
    seen.push(hashes);
  }
  const [{ name, classes }] = parts;
  const notes = [...new Set(parts.flatMap((part) => part.notes))];
  return { kind: kind.id, name, classes, splits, acrossSplits: common(seen), notes };
}

async function describeSplit({ split, count, classes, examples }: DataSplit, onImage: OnImage) {
  const perClass = new Array<number>(classes.length).fill(0);
  const sizes = new Map<string, { readonly height: number; readonly width: number; count: number }>();
  const traits = { turned: 0, transparent: 0, deep: 0, grey: 0 };
  const unreadable: { readonly name: string; readonly problem: string }[] = [];
  const hashes = new Map<string, { readonly id: ExampleId; readonly label: number }>();
  const duplicates: DuplicatePair[] = [];
  for await (const { id, label, image, problem } of examples()) {
    perClass[label]++;
    if (image === undefined) {
      unreadable.push({ name: id.name ?? `${id.index}`, problem: problem ?? "" });
      continue;
    }
    onImage(split, label, image);
    const { height, width, pixels } = image;
    const size = sizes.get(`${height} ${width}`) ?? { height, width, count: 0 };
    size.count++;
    sizes.set(`${height} ${width}`, size);
    for (const trait of ["turned", "transparent", "deep"] as const) if (image[trait]) traits[trait]++;
    if (isGrey(pixels)) traits.grey++;
    const hash = sha256(`${height} ${width}\n`, pixels);
    const before = hashes.get(hash);
    if (before === undefined) hashes.set(hash, { id, label });
    else duplicates.push({ images: [before.id, id], classes: [before.label, label] });
  }
  const bySize = [...sizes.values()].sort((a, b) => b.count - a.count || b.height * b.width - a.height * a.width);
  return { description: { split, count, perClass, sizes: bySize, traits, unreadable, duplicates }, hashes };
}

function isGrey(pixels: Uint8Array): boolean {
  for (let at = 0; at < pixels.length; at += CHANNELS) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  }
  return true;
}

function common([first, second]: readonly ReadonlyMap<string, { readonly id: ExampleId; readonly label: number }>[]) {
  const pairs: DuplicatePair[] = [];
  for (const [hash, other] of second ?? []) {
    const own = first.get(hash);
    if (own !== undefined) pairs.push({ images: [own.id, other.id], classes: [own.label, other.label] });
  }
  return pairs;
}
