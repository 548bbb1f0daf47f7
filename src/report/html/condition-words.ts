import type { Condition } from "../../core/condition.ts";
import { significant } from "../../core/significant.ts";
import { type Catalogue, described } from "../../result/catalogue.ts";

/** A condition in words. */
export function conditionWords(condition: Condition, catalogue: Catalogue): string {
  switch (condition.kind) {
    case "clean":
      return "clean";
    case "attack": {
      const { title } = described(catalogue.attacks, condition.id);
      const space = condition.space === "pixel" ? "pixels" : "normalised input";
      return `${title}, epsilon ${significant(condition.epsilon)} in ${space}`;
    }
    case "corruption":
      return `${described(catalogue.corruptions, condition.id).title}, severity ${condition.severity}`;
  }
}
