import { stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import { listImages } from "../folder/list-images.ts";
import type { LabelCoding } from "./label-map.ts";
import { type MatchedFile, matchMaps, withoutEnding } from "./match-maps.ts";
import { type Merge, RUGD_LABELS } from "./merges.ts";

/** An image's label map, and the image itself where the layout says where it is. */
export interface LabelRecord extends MatchedFile {
  readonly image?: string;
}

/** Label maps of a data set: where they are and how their numbers are read. */
export interface LabelSet {
  /** In a fixed order. */
  readonly records: readonly LabelRecord[];
  /** Names of the classes, void not among them; not known for a bare folder. */
  readonly classes?: readonly string[];
  /** Labels that are void. */
  readonly voids: readonly number[];
  readonly coding: LabelCoding;
  /** Class of each label, where labels are not classes themselves. */
  readonly classOf?: Merge["classOf"];
}

/** Which part of a set is opened. */
export interface LabelSetOptions {
  /** A text file with a name a line; default: all, or the layout's own list of its validation or test part. */
  readonly list?: string;
}

type Open = (path: string, options: LabelSetOptions) => Promise<LabelSet>;

/** A layout of folders, as its publisher has it. */
const LAYOUTS = {
  pairs: openPairs,
  voc: openVoc,
  cityscapes: openCityscapes,
  camvid: openCamvid,
  rugd: openRugd,
} as const satisfies Record<string, Open>;

/** What a `truth` of label maps can be, in words. */
export const LABEL_SETS = `a folder of label maps, or ${Object.keys(LAYOUTS)
  .map((kind) => `${kind}:PATH`)
  .join(", ")}`;

/** Whether a name of data is that of images with label maps, in one of the layouts. */
export function isLabelSet(spec: string): boolean {
  const kind = /^([a-z]+):./.exec(spec)?.[1];
  return kind !== undefined && Object.hasOwn(LAYOUTS, kind);
}

/**
 * Opens the label maps of a data set:
 *
 * - a folder: every PNG in it and in the folders inside it;
 * - `pairs:PATH`: `images/` and `labels/` with files of the same names, and `classes.txt` where there is one;
 * - `voc:PATH`: VOC2012's folder (`SegmentationClass`, `ImageSets/Segmentation/val.txt`), 255 void;
 * - `cityscapes:PATH`: `gtFine/val`, as train ids where they were made, else label ids; everything else void;
 * - `camvid:PATH`: SegNet's copy (`test`, `testannot`), 11 void;
 * - `rugd:PATH`: `RUGD_annotations` in colours, 0 void.
 *
 * @throws InputError where folders or files are missing, by name
 */
export async function openLabelSet(spec: string, options: LabelSetOptions = {}): Promise<LabelSet> {
  const kind = /^([a-z]+):/.exec(spec)?.[1];
  if (kind === undefined || kind.length === 1) return { ...PLAIN, records: await pngsOf(spec, options) };
  if (!(kind in LAYOUTS)) throw new InputError("`truth`", { expected: LABEL_SETS, got: `"${spec}"` });
  return LAYOUTS[kind as keyof typeof LAYOUTS](spec.slice(kind.length + 1), options);
}

const PLAIN = { voids: [255], coding: "indices" } as const;

/** The predicted label maps in a folder, in the order of the truth's records. */
export async function predictedMaps(folder: string, records: readonly LabelRecord[]): Promise<readonly string[]> {
  return matchMaps(records, await pngsOf(folder, {}), folder);
}

async function openPairs(path: string, options: LabelSetOptions): Promise<LabelSet> {
  const records = await pngsOf(join(path, "labels"), options);
  const images = await imagesOf(join(path, "images"));
  const names = await linesIfPresent(join(path, "classes.txt"));
  return {
    ...PLAIN,
    records: withImages(records, images, join(path, "images")),
    ...(names !== undefined && { classes: names }),
  };
}

const VOC_CLASSES = (
  "background,aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person," +
  "pottedplant,sheep,sofa,train,tvmonitor"
).split(",");

async function openVoc(
  path: string,
  { list = join(path, "ImageSets/Segmentation/val.txt") }: LabelSetOptions,
): Promise<LabelSet> {
  const records = (await namesIn(list)).map((name) => ({
    name,
    path: join(path, "SegmentationClass", `${name}.png`),
    image: join(path, "JPEGImages", `${name}.jpg`),
  }));
  return { ...PLAIN, records, classes: VOC_CLASSES };
}

/** Cityscapes' label ids by train id, 0...18. */
const CITYSCAPES: readonly (readonly [name: string, id: number])[] = [
  ["road", 7],
  ["sidewalk", 8],
  ["building", 11],
  ["wall", 12],
  ["fence", 13],
  ["pole", 17],
  ["traffic light", 19],
  ["traffic sign", 20],
  ["vegetation", 21],
  ["terrain", 22],
  ["sky", 23],
  ["person", 24],
  ["rider", 25],
  ["car", 26],
  ["truck", 27],
  ["bus", 28],
  ["train", 31],
  ["motorcycle", 32],
  ["bicycle", 33],
];

async function openCityscapes(path: string, options: LabelSetOptions): Promise<LabelSet> {
  const all = await pngsOf(join(path, "gtFine/val"), {});
  const classes = CITYSCAPES.map(([name]) => name);
  const trainIds = recordsOf(all, "_gtFine_labelTrainIds");
  const frames = await imagesOf(join(path, "leftImg8bit/val")).catch(() => []);
  const images = new Map(frames.map((frame) => [frame.name.replace(/_leftImg8bit$/, ""), frame.path]));
  const chosen = async (records: readonly MatchedFile[]) =>
    (await listed(records, options)).map((record) => ({
      ...record,
      ...(images.has(record.name) && { image: images.get(record.name) as string }),
    }));
  if (trainIds.length > 0) return { ...PLAIN, records: await chosen(trainIds), classes };
  const classOf = new Map(CITYSCAPES.map(([, id], k) => [id, k]));
  const voids = Array.from({ length: 256 }, (_, label) => label).filter((label) => !classOf.has(label));
  const records = recordsOf(all, "_gtFine_labelIds");
  requireSome(records, join(path, "gtFine/val"), "files that end in _gtFine_labelTrainIds.png or _gtFine_labelIds.png");
  return { ...PLAIN, records: await chosen(records), classes, voids, classOf };
}

/** The files whose names end so, called by what stands before. */
function recordsOf(files: readonly MatchedFile[], ending: string): readonly MatchedFile[] {
  return files.flatMap(({ name, path }) =>
    name.endsWith(ending) ? [{ name: name.slice(0, name.length - ending.length), path }] : [],
  );
}

const CAMVID_CLASSES = "sky,building,pole,road,pavement,tree,sign symbol,fence,car,pedestrian,bicyclist".split(",");

async function openCamvid(path: string, options: LabelSetOptions): Promise<LabelSet> {
  const records = await pngsOf(join(path, "testannot"), options);
  const images = await imagesOf(join(path, "test"));
  return {
    coding: "indices",
    voids: [11],
    records: withImages(records, images, join(path, "test")),
    classes: CAMVID_CLASSES,
  };
}

async function openRugd(path: string, options: LabelSetOptions): Promise<LabelSet> {
  const records = await pngsOf(join(path, "RUGD_annotations"), options);
  const frames = join(path, "RUGD_frames-with-annotations");
  const images = await imagesOf(frames).catch(() => undefined);
  return {
    coding: new Map(RUGD_LABELS.map(([, colour], label) => [colour, label])),
    voids: [0],
    classOf: new Map(RUGD_LABELS.slice(1).map((_, k) => [k + 1, k])),
    records: images === undefined ? records : withImages(records, images, frames),
    classes: RUGD_LABELS.slice(1).map(([name]) => name),
  };
}

function withImages(
  records: readonly MatchedFile[],
  images: readonly MatchedFile[],
  folder: string,
): readonly LabelRecord[] {
  const paths = matchMaps(records, images, folder);
  return records.map((record, i) => ({ ...record, image: paths[i] }));
}

async function pngsOf(folder: string, options: LabelSetOptions): Promise<readonly MatchedFile[]> {
  const files = (await imagesOf(folder)).filter(({ path }) => path.toLowerCase().endsWith(".png"));
  requireSome(files, folder, "label maps as PNG");
  return listed(files, options);
}

async function imagesOf(folder: string): Promise<readonly MatchedFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new InputError(folder, { expected: "a folder", got: found === undefined ? "nothing there" : "a file" });
  }
  const { images } = await listImages(folder, folder);
  return images.map((image) => ({ name: withoutEnding(image), path: join(folder, image) }));
}

function requireSome(files: readonly unknown[], folder: string, what: string): void {
  if (files.length === 0) throw new InputError(folder, { expected: what, got: "none" });
}

/** The files that a list names, in its order; all without one. */
async function listed(files: readonly MatchedFile[], { list }: LabelSetOptions): Promise<readonly MatchedFile[]> {
  if (list === undefined) return files;
  const names = (await namesIn(list)).map((name) => ({ name }));
  const paths = matchMaps(names, files, list);
  return names.map(({ name }, i) => ({ name, path: paths[i] }));
}

const LONGEST_LIST = 64 * 1024 * 1024;

/** Names of a list, one a line, endings left out. None leads out of the folder. */
export async function namesIn(list: string): Promise<readonly string[]> {
  const lines = (await readBounded(list, { most: LONGEST_LIST })).toString("utf8").split(/\r?\n/);
  const names = lines.map((line) => line.trim().split(/\s+/)[0]).filter((name) => name !== "");
  if (names.length === 0) throw new InputError(list, { expected: "a name a line", got: "an empty file" });
  const outside = names.find((name) => posix.isAbsolute(name) || name.includes("\\") || name.split("/").includes(".."));
  if (outside !== undefined) {
    throw new InputError(list, { expected: "names of files inside the folder", got: `"${outside}"` });
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new InputError(list, { expected: "each name once", got: `"${name}" twice` });
    seen.add(name);
  }
  return names.map((name) => (/\.(png|jpe?g|xml)$/i.test(name) ? withoutEnding(name) : name));
}

async function linesIfPresent(path: string): Promise<readonly string[] | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const lines = (await readBounded(path, { most: LONGEST_LIST })).toString("utf8").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
