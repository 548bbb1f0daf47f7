import { posix } from "node:path";
import { counted } from "../../core/counted.ts";
import { InputError } from "../../core/error.ts";

/** Files whose names say that they belong together. */
export interface MatchedFile {
  /** What both are called by: a path without its ending. */
  readonly name: string;
  readonly path: string;
}

/** Most names that an error lists. */
const NAMED = 5;

/**
 * For each file of the truth the one of the same name among others. Names are compared without endings; where the others
 * lie in no folders, or in other ones, by the last part alone.
 *
 * @throws InputError naming the files that have none, or several
 */
export function matchMaps(
  truth: readonly { readonly name: string }[],
  others: readonly MatchedFile[],
  folder: string,
): readonly string[] {
  const whole = new Map(others.map(({ name, path }) => [name, [path]]));
  const last = new Map<string, string[]>();
  for (const { name, path } of others) {
    const base = posix.basename(name);
    last.set(base, [...(last.get(base) ?? []), path]);
  }
  const found = truth.map(({ name }) => whole.get(name) ?? last.get(posix.basename(name)) ?? []);
  const missing = truth.filter((_, i) => found[i].length === 0).map(({ name }) => name);
  if (missing.length > 0) {
    throw new InputError(folder, {
      expected: `a file for each of ${counted(truth.length, "image")} of the truth`,
      got: `none for ${counted(missing.length, "image")}: ${missing.slice(0, NAMED).join(", ")}${missing.length > NAMED ? ", ..." : ""}`,
      remedy: "Files belong together by their names without endings. To measure a part, list it with `images`.",
    });
  }
  const several = found.findIndex((paths) => paths.length > 1);
  if (several !== -1) {
    throw new InputError(folder, {
      expected: `one file for ${truth[several].name}`,
      got: `${found[several].length}: ${found[several].slice(0, NAMED).join(", ")}`,
    });
  }
  return found.map(([path]) => path);
}

/** A path without its ending. */
export function withoutEnding(path: string): string {
  return path.slice(0, path.length - posix.extname(path).length);
}
