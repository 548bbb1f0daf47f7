import type { Condition } from "../core/condition.ts";
import { printable } from "../core/printable.ts";
import { significant } from "../core/significant.ts";
import type { Catalogue } from "../result/catalogue.ts";

type Titles = Pick<Catalogue, "attacks" | "corruptions">;

/** A condition in words; by its id where the catalogue does not describe it: an explanation has conditions of its own. */
export function conditionWords(condition: Condition, catalogue: Titles = { attacks: [], corruptions: [] }): string {
  const titleIn = (entries: readonly { readonly id: string; readonly title: string }[], id: string) =>
    entries.find((entry) => entry.id === id)?.title ?? printable(id);
  switch (condition.kind) {
    case "clean":
      return "clean";
    case "attack": {
      const space = condition.space === "pixel" ? "pixels" : "normalised input";
      return `${titleIn(catalogue.attacks, condition.id)}, epsilon ${significant(condition.epsilon)} in ${space}`;
    }
    case "corruption":
      return `${titleIn(catalogue.corruptions, condition.id)}, severity ${condition.severity}`;
  }
}
