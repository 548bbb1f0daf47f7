import { conditionKey } from "../../core/condition.ts";
import type { ExampleAnswers } from "../../result/example-answers.ts";
import type { Explanation, Top } from "../../result/explain-result.ts";
import type { Result } from "../../result/safety-result.ts";
import type { AverageData, ClassNames, PackedTop, PageData } from "../browser/page-data.ts";
import { conditionWords } from "../condition-words.ts";

/** A share as the page shows it: tenths of a percent. */
export function percentTenths(share: number): number {
  return Math.round(Number((share * 100).toFixed(1)) * 10);
}

function packed(top: Top): PackedTop {
  return top.flatMap(({ class: k, probability }) => [k, percentTenths(probability)]);
}

/** Names and superclasses of these classes. */
function namesOf({ classes, superclasses }: Explanation["data"], occurring: Iterable<number | null>): ClassNames {
  const known = [...new Set(occurring)].filter((k): k is number => k !== null && k >= 0);
  return {
    classes: Object.fromEntries(known.map((k) => [k, classes[k]])),
    groups: superclasses === null ? null : Object.fromEntries(known.map((k) => [k, superclasses.of[k]])),
  };
}

const classesIn = (top: PackedTop | null) => (top ?? []).filter((_, i) => i % 2 === 0);

/**
 * What the page's script knows of the examples. Without answers under other conditions there is the clean one, and those
 * that the explanation has, from the explanation itself.
 */
export function pageData(
  { catalogue }: Result,
  explanation: Explanation,
  answers: ExampleAnswers | undefined,
): PageData {
  const { examples, checkpoints, data } = explanation;
  // Clean comes first, whatever order the conditions were measured in.
  const measured = (answers?.conditions ?? []).map((condition, at) => ({ condition, at }));
  const others = measured.filter(({ condition }) => condition.kind !== "clean");
  const keys = others.map(({ condition }) => conditionKey(condition));
  const explainedOnly = explanation.conditions.filter((condition) => !keys.includes(conditionKey(condition)));
  const conditions = [...others.map(({ condition }) => condition), ...explainedOnly];
  const places = conditions.map(conditionKey);
  const facts = examples.map(({ index, label, answers: said }, e) => ({
    index,
    label,
    predicted: said.map(({ top, topUnder }, c) => [
      top[0]?.class ?? -1,
      ...others.map(({ at }) => answers?.predicted[e][c]?.[at] ?? null),
      ...explainedOnly.map((condition) => topUnder[explanation.conditions.indexOf(condition)]?.[0]?.class ?? null),
    ]),
    tops: said.map(({ top, topUnder }) => [top, ...topUnder].map((each) => (each === null ? null : packed(each)))),
  }));
  return {
    checkpoints: checkpoints.map(({ name }) => name),
    conditions: ["clean", ...conditions.map((condition) => conditionWords(condition, catalogue))],
    distributions: [0, ...explanation.conditions.map((condition) => 1 + places.indexOf(conditionKey(condition)))],
    ...namesOf(
      data,
      facts.flatMap(({ label, predicted, tops }) => [
        label,
        ...predicted.flat(),
        ...tops.flat().flatMap((top) => classesIn(top)),
      ]),
    ),
    examples: facts,
  };
}

/** What the page's script knows of class averages: of each class in every checkpoint under every condition. */
export function averageData({ catalogue }: Result, explanation: Explanation, classes: readonly number[]): AverageData {
  const { checkpoints, conditions, data } = explanation;
  const averages = classes.map((label) => ({
    class: label,
    of: checkpoints.map(({ classAverages, averagesUnder }) =>
      [classAverages[label], ...averagesUnder.map((under) => under?.find((average) => average.class === label))].map(
        (average) =>
          average === undefined || average.count === 0
            ? null
            : {
                count: average.count,
                mass: average.superclassMass === null ? null : percentTenths(average.superclassMass),
                top: packed(average.top),
              },
      ),
    ),
  }));
  return {
    conditions: ["clean", ...conditions.map((condition) => conditionWords(condition, catalogue))],
    ...namesOf(
      data,
      averages.flatMap(({ class: label, of }) => [label, ...of.flat().flatMap((each) => classesIn(each?.top ?? null))]),
    ),
    averages,
  };
}
