import { groupBy } from "../core/group-by.ts";

/** How the classes of data and of a network go together by name. */
export type ClassMatch =
  | {
      readonly matched: true;
      /** For each class of the data, the output that means it. */
      readonly outputs: Int32Array;
      /** Whether some names differ in case, spaces, underscores or hyphens. */
      readonly loosely: boolean;
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
 * same letters and digits, whatever the case and whatever spaces, underscores and hyphens there are.
 *
 * @example matchClasses(["mask", "no mask"], ["No_Mask", "Mask"]).outputs // [1, 0]
 */
export function matchClasses(data: readonly string[], outputs: readonly string[]): ClassMatch {
  const exact = lookUp(data, outputs, (name) => name.normalize("NFC"));
  if (exact.every(({ output }) => output >= 0)) return matched(exact, false);
  const loose = lookUp(data, outputs, plain);
  if (loose.every(({ output }) => output >= 0)) return matched(loose, true);
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

const matched = (found: readonly Found[], loosely: boolean): ClassMatch => ({
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

function plain(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "");
}

/** Whether names say nothing but a number, as `LABEL_0`, `class 1` or `2` do. */
export function areNumbered(names: readonly string[]): boolean {
  return names.every((name) => /^[a-z]*[\s_-]*\d+$/i.test(name));
}
