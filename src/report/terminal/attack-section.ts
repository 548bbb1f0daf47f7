import type { EpsilonSpace } from "../../core/condition.ts";
import { groupBy } from "../../core/group-by.ts";
import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import { differenceOf, tendencyOf } from "../../result/compared.ts";
import type { ConditionOf } from "../../result/condition.ts";
import { measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";
import { EPSILON_SPACES } from "../epsilon-spaces.ts";
import { formatValue, PERCENT } from "../format.ts";
import { type Colors, starred } from "./colors.ts";
import { type Alignment, plainTable } from "./table.ts";

type AttackCondition = ConditionOf<"attack">;

/**
 * Accuracy under attack: a block for each space that epsilon counts in, a column for each epsilon, and for each attack
 * a row per checkpoint. Below each epsilon stands what it is in grey levels of 8 bits.
 */
export function attackSections(result: Result, names: readonly string[], colors: Colors): readonly string[] {
  const conditions = measuredConditions(result.checkpoints, "attack");
  const spaces = groupBy(conditions, ({ space }) => space);
  return [...spaces].map(([space, group]) => spaceSection(result, names, space, group, colors));
}

function spaceSection(
  result: Result,
  names: readonly string[],
  space: EpsilonSpace,
  conditions: readonly AttackCondition[],
  colors: Colors,
): string {
  const { checkpoints, catalogue } = result;
  const epsilons = [...new Set(conditions.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
  const counts = conditions.map((condition) => countOf(checkpoints, condition));
  const title = `Accuracy under attack, %: ${EPSILON_SPACES[space]}; ${rangeOf(counts)} images`;
  const attacks = [...new Set(conditions.map(({ id }) => id))].map((id) => described(catalogue.attacks, id));
  const head = ["", colors.dim("epsilon"), ...epsilons.map((epsilon) => colors.bold(significant(epsilon)))];
  const units = [
    "",
    colors.dim("of 255 levels"),
    ...epsilons.map((e) => colors.dim(greyLevels(checkpoints[0], conditions, e))),
  ];
  const rows = attacks.flatMap(({ id, title: name, worstOf }) =>
    checkpoints.map((checkpoint, i) => [
      i === 0 ? `  ${worstOf === null ? name : colors.bold("worst case")}` : "",
      names[i],
      ...epsilons.map((epsilon) => {
        const condition: AttackCondition = { kind: "attack", id, space, epsilon };
        const tendency = tendencyOf(differenceOf(result, checkpoint, condition, "accuracy"), "higher");
        return starred(formatValue(metricValue(checkpoint, condition, "accuracy"), PERCENT), tendency, colors);
      }),
    ]),
  );
  const alignments: Alignment[] = ["left", "left", ...epsilons.map(() => "right" as const)];
  return ` ${colors.bold(colors.cyan(title))}\n${plainTable([head, units, ...rows], alignments)}`;
}

/** An epsilon in grey levels of 8 bits, by the mean over the channels. */
function greyLevels(checkpoint: CheckpointResult, conditions: readonly AttackCondition[], epsilon: number): string {
  const condition = conditions.find((candidate) => candidate.epsilon === epsilon);
  const pixel = condition && measurementOf(checkpoint, condition)?.epsilon?.pixel;
  if (pixel === undefined) return "";
  return ((pixel.reduce((sum, value) => sum + value, 0) / pixel.length) * 255).toFixed(2);
}

function countOf(checkpoints: readonly CheckpointResult[], condition: AttackCondition): number {
  return Math.max(...checkpoints.map((checkpoint) => measurementOf(checkpoint, condition)?.count ?? 0));
}

function rangeOf(counts: readonly number[]): string {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? `first ${high}` : `first ${low} to ${high}`;
}
