import { lstat, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "../core/error.ts";

/** Paths of files inside of a folder; whatever leads out of it, by dots, by its root or by a link, is refused. */
export async function boundedTo(folder: string): Promise<(path: string, subject: string) => Promise<string>> {
  const root = await realpath(folder);
  const known = new Map<string, boolean>();
  const isInside = (place: string) => {
    const way = relative(root, place);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  /** Whether what a path means, links followed, lies inside; a file that is missing is refused when it is read. */
  const reallyInside = async (place: string) => isInside(await realpath(place).catch(() => root));
  return async (path, subject) => {
    const place = resolve(folder, path);
    const within = dirname(place);
    let inside = isInside(join(root, relative(folder, place))) && !isAbsolute(path);
    if (inside && !known.has(within)) known.set(within, await reallyInside(within));
    inside &&= known.get(within) ?? false;
    if (inside && (await lstat(place).catch(() => undefined))?.isSymbolicLink()) inside = await reallyInside(place);
    if (inside) return place;
    throw new InputError(subject, {
      expected: "a path relative to the folder of the list, inside of it",
      got: `"${path}"`,
      remedy: "Put the list into the folder that holds all images.",
    });
  };
}
