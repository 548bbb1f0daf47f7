import type { Attack, NormId } from "../../attacks/index.ts";
import { corruptions, suites } from "../../corruptions/index.ts";
import { type MetricRecord, metrics } from "../../metrics/index.ts";
import type { AttackDescription, Catalogue, MetricDescription } from "../result/catalogue.ts";
import { ensembleConditions, ensembleId, type Plan, plannedAttacks } from "./plan.ts";

/** Everything that a result of this plan speaks of by id, described for whoever reads it without the libraries. */
export function catalogueOf(plan: Plan): Catalogue {
  const norms = [...new Set(ensembleConditions(plan).map(({ norm }) => norm))];
  return {
    metrics: metrics.map(describeMetric),
    attacks: [...plannedAttacks(plan).map(describeAttack), ...norms.map((norm) => describeWorstCase(plan, norm))],
    corruptions: corruptions
      .filter(({ id }) => plan.corruptions.includes(id))
      .map(({ id, title, family }) => ({ id, title, family })),
    suites: suites
      .map((suite) => ({ id: suite.id, title: suite.title, corruptions: suite.corruptions.map(({ id }) => id) }))
      .filter((suite) => suite.corruptions.every((id) => plan.corruptions.includes(id))),
  };
}

export function describeMetric(metric: MetricRecord): MetricDescription {
  const { id, name, title, unit, better, range, definition, version, headline = false } = metric;
  const [low, high] = range.map((end) => (Number.isFinite(end) ? end : null));
  return { id, name, title, unit, better, range: [low, high], definition, version, headline };
}

function describeAttack({ id, title, norm, gradients, settings }: Attack): AttackDescription {
  return { id, title, norm, gradients, settings, worstOf: null };
}

function describeWorstCase(plan: Plan, norm: NormId): AttackDescription {
  const members = plannedAttacks(plan).filter((attack) => attack.norm === norm);
  return {
    id: ensembleId(norm),
    title: `worst of ${members.map(({ title }) => title).join(", ")}`,
    norm,
    gradients: Math.max(...members.map(({ gradients }) => gradients)),
    settings: {},
    worstOf: members.map(({ id }) => id),
  };
}
