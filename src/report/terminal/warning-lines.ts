import { groupBy } from "../../core/group-by.ts";
import type { Result } from "../../result/safety-result.ts";

/** Warnings about the attacks, a line for each kind: the first of it in words, and how many more there are. */
export function warningLines({ warnings }: Result): readonly string[] {
  return [...groupBy(warnings, ({ code }) => code).values()].map((group) => {
    const [{ sentence }] = group;
    const more = new Set(group.map((warning) => warning.sentence)).size - 1;
    return `! ${sentence}${more === 0 ? "" : ` (${more} more of this kind in result.json)`}`;
  });
}
