import { basename, dirname, join, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import { readBoundedIfPresent } from "../../core/regular-file.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { isNamedAsImage } from "../image/image-format.ts";
import { imagesWithLabels, type Label } from "../labelled-list.ts";
import { readPart } from "./file-part.ts";
import { splitFiles } from "./split-files.ts";
import { type TarMember, tarIndex } from "./tar-index.ts";

/** Most bytes of a label's file. */
const MAX_LABEL = 1024 * 1024;
const MAX_NAMES = 8 * 1024 * 1024;

/** Keys of a sample's JSON that mean its class, likeliest first. */
const KEYS = ["label", "cls", "class", "class_name", "label_name"];

/**
 * One split of a WebDataset: tar archives in which files that share a name up to its first dot are one example, an image
 * (`0001.jpg`) and its class (`0001.cls`, a number or a name, or `0001.json` with `label`). Archives are listed by their
 * headers; images are read where they lie. Names of numbered classes are taken from `classnames.txt` beside.
 *
 * @throws InputError on a damaged archive, and where an image has no class; names archive and file
 */
export async function listWebDataset(path: string, split: StoredSplit): Promise<LabelledImages> {
  const shards = (await splitFiles(path, ".tar")).of(split);
  const images: { readonly name: string; readonly label: Label; readonly shard: string; readonly member: TarMember }[] =
    [];
  let without = 0;
  for (const shard of shards) {
    for (const [key, parts] of samplesOf(await tarIndex(shard))) {
      const image = parts.find(({ name }) => isNamedAsImage(name));
      if (image === undefined) {
        without++;
        continue;
      }
      const label = await labelOf(parts, `${shard}, ${key}`, shard);
      images.push({ name: `${basename(shard)}/${image.name}`, label, shard, member: image });
    }
  }
  const folder = shards[0] === path ? dirname(path) : path;
  return imagesWithLabels({
    name: basename(resolve(path)).replace(/\.tar$/, ""),
    subject: path,
    images: images.map(({ name, label, shard, member }) => ({
      name,
      label,
      source: { subject: `${shard}, ${member.name}`, load: () => readPart(shard, member.start, member.bytes) },
    })),
    names: await namesBeside(folder),
    notes: without === 0 ? [] : [`Left out: ${without} examples without an image in the archives.`],
  });
}

/** Members by example, in their order. */
function samplesOf(members: readonly TarMember[]): ReadonlyMap<string, readonly TarMember[]> {
  const samples = new Map<string, TarMember[]>();
  for (const member of members) {
    const key = /^(?:.*\/)?[^/.]+/.exec(member.name)?.[0];
    // Hidden files, such as macOS' "._0001.jpg", are of no example.
    if (key === undefined || /(^|\/)\./.test(member.name.replace(/^\.\//, ""))) continue;
    const parts = samples.get(key) ?? [];
    parts.push(member);
    samples.set(key, parts);
  }
  return samples;
}

async function labelOf(parts: readonly TarMember[], subject: string, shard: string): Promise<Label> {
  const textOf = async ({ name, start, bytes }: TarMember) => {
    if (bytes > MAX_LABEL) {
      throw new InputError(`${shard}, ${name}`, { expected: `at most ${MAX_LABEL} bytes`, got: `${bytes}` });
    }
    return (await readPart(shard, start, bytes)).toString("utf8").trim();
  };
  const cls = parts.find(({ name }) => /\.(cls|cls\.txt|label)$/i.test(name));
  if (cls !== undefined) return textOf(cls);
  const json = parts.find(({ name }) => /\.json$/i.test(name));
  if (json !== undefined) {
    const content = parseJson(await textOf(json), `${shard}, ${json.name}`);
    for (const key of KEYS) {
      const value = Object.getOwnPropertyDescriptor(Object(content), key)?.value;
      if (typeof value === "string" || typeof value === "number") return `${value}`;
    }
  }
  throw new InputError(subject, {
    expected: `a class beside the image: a file .cls, or .json with one of ${KEYS.join(", ")}`,
    got: parts.map(({ name }) => basename(name)).join(", "),
  });
}

async function namesBeside(folder: string): Promise<readonly string[] | undefined> {
  for (const name of ["classnames.txt", "classes.txt"]) {
    const content = await readBoundedIfPresent(join(folder, name), { most: MAX_NAMES });
    if (content !== undefined) return content.toString("utf8").trim().split(/\r?\n/);
  }
  return undefined;
}
