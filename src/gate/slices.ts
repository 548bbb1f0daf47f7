import type { Side } from "./side.ts";

/** A part of the examples: those of a class, or of a superclass. */
export interface Slice {
  /** As budgets name it: `class/cat`, `superclass/animals`. */
  readonly name: string;
  /** Places of its examples, ascending. */
  readonly rows: Int32Array;
}

/** Every class and superclass that has examples. */
export function slicesOf({ labels, data: { classes, superclasses } }: Pick<Side, "labels" | "data">): readonly Slice[] {
  const ofClass = slicesBy("class", classes, labels);
  if (superclasses === null) return ofClass;
  const groups = Int32Array.from(labels, (label) => superclasses.of[label]);
  return [...ofClass, ...slicesBy("superclass", superclasses.names, groups)];
}

function slicesBy(kind: string, names: readonly string[], memberOf: Int32Array): readonly Slice[] {
  return names.flatMap((name, k) => {
    const rows = Int32Array.from(memberOf.keys()).filter((row) => memberOf[row] === k);
    // Names come from files: two classes may have the same.
    const unique = names.indexOf(name) === k ? name : `${name} (${k})`;
    return rows.length === 0 ? [] : [{ name: `${kind}/${unique}`, rows }];
  });
}
