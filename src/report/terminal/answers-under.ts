import { percent } from "../../core/percent.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { conditionWords } from "../condition-words.ts";
import { shortened } from "../shortened.ts";
import type { Colors } from "./colors.ts";
import { plainTable } from "./table.ts";

const NAME_LENGTH = 20;

/** What each checkpoint takes the examples for under each condition, green where that is right; none without conditions. */
export function answersUnderTable({ conditions, examples, checkpoints, data }: Explanation, colors: Colors): string {
  if (conditions.length === 0) return "";
  const rows = examples.flatMap(({ index, label, answers }) =>
    conditions.map((condition, c) => [
      c === 0 ? `${index}` : "",
      conditionWords(condition),
      ...answers.map(({ topUnder }) => {
        const first = topUnder[c]?.[0];
        if (first === undefined) return "not measured";
        const name = shortened(data.classes[first.class] ?? "", NAME_LENGTH);
        const text = `${name} ${percent(first.probability)}`;
        return first.class === label ? colors.green(text) : colors.red(text);
      }),
    ]),
  );
  const head = ["image", "under", ...checkpoints.map(({ name }) => colors.bold(shortened(name, NAME_LENGTH)))];
  return plainTable([head.map(colors.dim), ...rows], ["right", "left", ...checkpoints.map(() => "left" as const)]);
}
