import type { Metric } from "../../../metrics/index.ts";
import { BUDGET_SCHEMA, type Budget, type BudgetRule } from "../../result/budget.ts";
import { conditionPair } from "../condition-pair.ts";
import { type Place, placesOf } from "../places.ts";
import { gateMetrics, type Side } from "../side.ts";

/** Harm that a new budget tolerates: of shares one percentage point, two under corruption and attack, ten of a single class. */
const SHARE_MARGIN = 0.01;
const SHIFTED_MARGIN = 0.02;
const CLASS_MARGIN = 0.1;
/** Of any other metric, this share of the baseline's own value. */
const RELATIVE_MARGIN = 0.1;
/** With more classes each class is said and fails nothing, since Holm's adjustment would take too much from the rest. */
const MOST_CLASSES = 100;

/**
 * The budget that a gate has where nobody wrote one, and `init` writes: every headline metric on clean images, the mean
 * accuracy over all corruptions (and over each, which fails nothing), the accuracy under each attack or, where several were
 * measured, their worst case, the accuracy of each class (too few examples of a class are no warning). Metrics
 * whose false alarms against a margin are more than they should be (`Metric.noMargin`) are said and fail nothing.
 *
 * @param mode in non-inferiority each rule has to be shown: metrics that take no margin are left out, and so are single
 *   classes and corruptions, of which there are too few images to show anything
 */
export function defaultBudget(side: Side, mode: Budget["mode"] = "regression"): Budget {
  const budget = regressionBudget(side);
  if (mode === "regression") return budget;
  const { inconclusive, ...rest } = budget;
  const canBeShown = ({ level, slice, margin = 0 }: BudgetRule) =>
    level === "error" && slice === undefined && margin > 0;
  return { ...rest, mode, rules: budget.rules.filter(canBeShown) };
}

function regressionBudget(side: Side): Budget {
  const places = placesOf(
    side.conditions.map(({ condition }) => condition),
    side.catalogue,
  );
  const has = (name: RegExp) => places.some((place: Place) => name.test(place.name));
  const headline = gateMetrics.filter((metric) => metric.headline);
  return {
    schema: BUDGET_SCHEMA,
    mode: "regression",
    alpha: 0.05,
    inconclusive: "warn",
    rules: [
      ...headline.map((metric) => cleanRule(metric, side)),
      ...(has(/^corruptions$/)
        ? [rule("accuracy", "corruptions", SHIFTED_MARGIN), rule("accuracy", "corruption/*", SHIFTED_MARGIN, "warn")]
        : []),
      ...(has(/^attack\//)
        ? [rule("accuracy", has(/^attack\/ensemble/) ? "attack/ensemble*/*" : "attack/*/*", SHIFTED_MARGIN)]
        : []),
      {
        ...rule("accuracy", "clean", CLASS_MARGIN, side.data.classes.length > MOST_CLASSES ? "warn" : "error"),
        slice: "class/*",
        inconclusive: "off",
      },
    ],
  };
}

function rule(metric: string, on: string, margin: number, level: BudgetRule["level"] = "error"): BudgetRule {
  return { metric, on, level, margin };
}

function cleanRule(metric: Metric, side: Side): BudgetRule {
  if (metric.noMargin !== undefined) return rule(metric.id, "clean", 0, "warn");
  if (metric.proportion !== undefined) return rule(metric.id, "clean", SHARE_MARGIN);
  const value = conditionPair(side, side, { kind: "clean" });
  const baseline = value === undefined ? Number.NaN : metric.compute(value.whole[0]);
  return rule(metric.id, "clean", Number.isFinite(baseline) ? rounded(RELATIVE_MARGIN * Math.abs(baseline)) : 0);
}

/** To one significant digit, so that people read and change it. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}
