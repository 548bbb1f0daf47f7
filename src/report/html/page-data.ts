import type { ExampleAnswers } from "../../result/example-answers.ts";
import type { Explanation } from "../../result/explain-result.ts";
import type { Result } from "../../result/safety-result.ts";
import type { PageData } from "../browser/page-data.ts";
import { conditionWords } from "./condition-words.ts";

/**
 * What the page's script knows of the examples. Without answers under other conditions there is the clean one, from the
 * explanation itself.
 */
export function pageData(
  { catalogue }: Result,
  explanation: Explanation,
  answers: ExampleAnswers | undefined,
): PageData {
  const { examples, checkpoints, data } = explanation;
  const clean = answers?.conditions.findIndex(({ kind }) => kind === "clean") ?? -1;
  // Clean comes first, whatever order the conditions were measured in.
  const order = (answers?.conditions ?? []).map((_, i) => i).filter((i) => i !== clean);
  const others = answers === undefined ? [] : order;
  const facts = examples.map(({ index, label, answers: said }, e) => ({
    index,
    label,
    predicted: said.map(({ top }, c) => [
      top[0]?.class ?? -1,
      ...others.map((condition) => answers?.predicted[e][c]?.[condition] ?? null),
    ]),
  }));
  const occurring = new Set(
    facts.flatMap(({ label, predicted }) => [label, ...predicted.flat().filter((k) => k !== null && k >= 0)]),
  );
  return {
    checkpoints: checkpoints.map(({ name }) => name),
    conditions: ["clean", ...others.map((i) => conditionWords((answers as ExampleAnswers).conditions[i], catalogue))],
    classes: Object.fromEntries([...occurring].map((k) => [k as number, data.classes[k as number]])),
    examples: facts,
  };
}
