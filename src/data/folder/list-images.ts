import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { InputError } from "../../core/error.ts";
import { isNamedAsImage } from "../image/image-format.ts";
import { byCodePoint } from "./class-order.ts";

/** What was found in a class folder. */
export interface ImageList {
  /** Paths relative to the class folder, with forward slashes, in torchvision's order. */
  readonly images: readonly string[];
  /** How many of them lie in folders inside the class folder. */
  readonly deeper: number;
  /** How many of them are reached by a link that leads out of the data set's folder. */
  readonly outside: number;
  /** Other files, by the ending of their names: `.heic`, or `no ending`. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Hidden files (their names begin with a dot) that are named as images. */
  readonly hidden: number;
  /** Folders that are links to a folder around them, relative like the images. */
  readonly circles: readonly string[];
}

/** Most files and folders that are looked through: more than any data set has, fewer than would fill memory. */
const MAX_ENTRIES = 5_000_000;

/** Files that file managers leave behind. */
const LITTER = new Set(["thumbs.db", "desktop.ini"]);

/**
 * Lists the images in a class folder and in the folders inside it, as torchvision's ImageFolder does: folders in the
 * order of their paths' code points, in each the files by name, links followed. Unlike there, hidden files and folders
 * are passed over and GIFs are images.
 *
 * @param root real path of the data set's folder, to know which links lead out of it
 */
export async function listImages(classFolder: string, root: string): Promise<ImageList> {
  const found: { readonly folder: string; readonly files: readonly string[] }[] = [];
  const leftOut = new Map<string, number>();
  const circles: string[] = [];
  let [entries, hidden, outside] = [0, 0, 0];

  const walk = async (folder: string, around: readonly string[], linkedOut: boolean): Promise<void> => {
    const path = join(classFolder, folder);
    const files: string[] = [];
    for (const entry of await entriesOf(path)) {
      entries++;
      if (entries > MAX_ENTRIES) {
        throw new InputError(classFolder, { expected: `at most ${MAX_ENTRIES} files and folders`, got: "more" });
      }
      const { name } = entry;
      if (name.startsWith(".")) {
        if (isNamedAsImage(name)) hidden++;
        continue;
      }
      const inside = posix.join(folder, name);
      const real = entry.isSymbolicLink() ? await realpath(join(path, name)).catch(() => undefined) : undefined;
      const out = linkedOut || (real !== undefined && leadsOut(root, real));
      if (await isFolder(entry, join(path, name))) {
        const place = real ?? (await realpath(join(path, name)));
        if (around.includes(place)) circles.push(inside);
        else await walk(inside, [...around, place], out);
      } else if (isNamedAsImage(name)) {
        files.push(name);
        if (out) outside++;
      } else if (!LITTER.has(name.toLowerCase())) {
        const ending = /.(\.[^.]+)$/.exec(name)?.[1].toLowerCase() ?? "no ending";
        leftOut.set(ending, (leftOut.get(ending) ?? 0) + 1);
      }
    }
    found.push({ folder, files: files.sort(byCodePoint) });
  };
  await walk("", [await realpath(classFolder)], false);
  found.sort((a, b) => byCodePoint(a.folder, b.folder));
  const images = found.flatMap(({ folder, files }) => files.map((file) => posix.join(folder, file)));
  const deeper = images.filter((image) => image.includes("/")).length;
  return { images, deeper, outside, leftOut, hidden, circles };
}

/** @throws InputError where there is no such folder */
export async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === "ENOENT" ? "nothing there" : cause.code === "ENOTDIR" ? "a file" : cause.message;
    throw new InputError(folder, { expected: "a folder", got }, { cause });
  });
}

/** A link counts as what it points to. One that points nowhere is a file, which reading will refuse by name. */
export async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}

function leadsOut(root: string, real: string): boolean {
  const way = relative(root, real);
  return way === ".." || way.startsWith(`..${sep}`);
}
