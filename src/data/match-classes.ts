import { groupBy } from "../core/group-by.ts";
import { imagenetClasses } from "./imagenet-classes.ts";

/** How the classes of data and of a network go together by name. */
export type ClassMatch =
  | {
      readonly matched: true;
      /** For each class of the data, the output that means it. */
      readonly outputs: Int32Array;
      /** Whether some names differ in case, spaces, underscores or hyphens. */
      readonly loosely: boolean;
      /** Whether they were matched by what they are in WordNet. */
      readonly byWordNet?: boolean;
    }
  | {
      readonly matched: false;
      /** Classes of the data that no output is called like. */
      readonly missing: readonly string[];
      /** Classes of the data that several outputs are called like, or that share an output with another class. */
      readonly ambiguous: readonly string[];
    };

/**
 * Finds for each class of the data the output of the same name: of exactly that name, or else, for all of them, of the
 * same letters and digits, whatever the case and whatever spaces, underscores and hyphens there are, and whatever number
 * of CUB's or WordNet id is in front (`001.`, `n02085620-`); or else of the same WordNet id, where the names of both are
 * ids or words of ImageNet's classes.
 *
 * @example matchClasses(["mask", "no mask"], ["No_Mask", "Mask"]).outputs // [1, 0]
 */
export function matchClasses(data: readonly string[], outputs: readonly string[]): ClassMatch {
  const exact = lookUp(data, outputs, (name) => name.normalize("NFC"));
  if (exact.every(({ output }) => output >= 0)) return matched(exact, false);
  const loose = lookUp(data, outputs, plain);
  if (loose.every(({ output }) => output >= 0)) return matched(loose, true);
  const ids = byWordNet(data, outputs);
  if (ids?.every(({ output }) => output >= 0)) return { ...matched(ids, true), byWordNet: true };
  return {
    matched: false,
    missing: data.filter((_, i) => loose[i].candidates === 0),
    ambiguous: data.filter((_, i) => loose[i].candidates > 0 && loose[i].output < 0),
  };
}

interface Found {
  /** How many outputs have the name. */
  readonly candidates: number;
  /** The output, where it is the only one of the name and the class the only one of it; else -1. */
  readonly output: number;
}

const matched = (found: readonly Found[], loosely: boolean): Extract<ClassMatch, { matched: true }> => ({
  matched: true,
  outputs: Int32Array.from(found, ({ output }) => output),
  loosely,
});

/** For each class, the output of the same name in some form. */
function lookUp(data: readonly string[], outputs: readonly string[], form: (name: string) => string): Found[] {
  const places = groupBy([...outputs.keys()], (output) => form(outputs[output]));
  const classes = groupBy(data, form);
  return data.map((name) => {
    const found = places.get(form(name)) ?? [];
    const only = found.length === 1 && classes.get(form(name))?.length === 1;
    return { candidates: found.length, output: only ? found[0] : -1 };
  });
}

/** Undefined where some class of the data is no class of ImageNet by its name, or names are ids on neither side. */
function byWordNet(data: readonly string[], outputs: readonly string[]): Found[] | undefined {
  if (![...data, ...outputs].some((name) => WORDNET_ID.test(name))) return undefined;
  const ids = new Map<string, string>();
  for (const { wnid, name, words } of imagenetClasses()) {
    for (const word of [words, name]) ids.set(plain(word), wnid);
  }
  const idOf = (name: string) => WORDNET_ID.exec(name)?.[1] ?? ids.get(plain(name)) ?? name;
  return lookUp(data, outputs, idOf);
}

/** An id, alone or in front of a word. */
const WORDNET_ID = /^(n\d{8})(?![\da-z])/i;

function plain(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/^(\d{3}\.|n\d{8}[\s_-]+)(?=.)/, "")
    .replaceAll(/[\s_-]+/g, "");
}

/** Whether names say nothing but a number, as `LABEL_0`, `class 1` or `2` do. */
export function areNumbered(names: readonly string[]): boolean {
  return names.every((name) => /^[a-z]*[\s_-]*\d+$/i.test(name));
}
