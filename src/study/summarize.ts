import { holm } from "../../metrics/index.ts";
import type { CellRecord, MeasuredOutcome, StudyData } from "../result/study-cell.ts";
import type { StudyPlan } from "../result/study-plan.ts";
import { STUDY_SCHEMA, type Study, type StudyRow, type StudyTest } from "../result/study-result.ts";
import { columnsOf, valueIn } from "./columns.ts";
import { compareOverSeeds, orNull, type Paired } from "./compare-over-seeds.ts";
import {
  type ExpandOptions,
  equalComputeEpochs,
  type NamedMethod,
  namedMethods,
  type PlannedCell,
} from "./expand-plan.ts";
import { meanOverSeeds } from "./statistics/seed-mean.ts";

/** What a summary is made of. */
export interface SummaryInputs {
  readonly plan: StudyPlan;
  readonly data: StudyData;
  readonly toolVersion: string;
  readonly cells: readonly PlannedCell[];
  /** Of every cell, by id. */
  readonly records: ReadonlyMap<string, CellRecord>;
  readonly costOf: ExpandOptions["costOf"];
}

/**
 * The result of a study from its cells: each figure's mean over seeds, its paired difference from the reference, and one
 * test, in the column that the plan names, adjusted over the methods of each network and label noise.
 */
export function summarize(inputs: SummaryInputs): Study {
  const { plan, data, toolVersion, records } = inputs;
  const methods = namedMethods(plan);
  const measured = [...records.values()].flatMap(({ outcome }) => (outcome.status === "measured" ? [outcome] : []));
  const columns = columnsOf(measured);
  const groups = plan.networks.flatMap((network) => plan.labelNoise.map((labelNoise) => ({ network, labelNoise })));
  const rows = groups.flatMap((group) =>
    adjusted(
      methods.map((method) => rowOf(inputs, group, method, columns)),
      methods.length - 1,
    ),
  );
  return { schema: STUDY_SCHEMA, tool: { name: "ipswap-eval", version: toolVersion }, plan, data, columns, rows };
}

type Group = Pick<StudyRow, "network" | "labelNoise">;

function rowOf(inputs: SummaryInputs, group: Group, method: NamedMethod, columns: Study["columns"]): StudyRow {
  const { plan, records, costOf } = inputs;
  const epochs = plan.training.epochs;
  const cells = cellsOf(inputs, group, method.name, epochs);
  const outcomes = outcomesOf(inputs, group, method.name, epochs);
  const reference = namedMethods(plan).find(({ name }) => name === plan.reference) as NamedMethod;
  const others = outcomesOf(inputs, group, reference.name, epochs);
  const isReference = method.name === reference.name;
  const longer = isReference ? undefined : equalComputeEpochs(plan, costOf(method), costOf(reference));
  return {
    ...group,
    method: method.name,
    cost: costOf(method),
    cells: cells.map(({ id }) => id),
    failures: cells.flatMap(({ id, seed }) => {
      const outcome = records.get(id)?.outcome;
      return outcome?.status === "failed" ? [{ seed, during: outcome.during, reason: outcome.reason }] : [];
    }),
    figures: Object.fromEntries(columns.map(({ id }) => [id, figureOf(outcomes, id)])),
    differences: isReference
      ? null
      : Object.fromEntries(columns.map(({ id }) => [id, compareOverSeeds({ outcomes, others }, id).difference])),
    test: isReference ? null : compareOverSeeds({ outcomes, others }, plan.primary).test,
    equalCompute:
      longer === undefined
        ? null
        : {
            epochs: longer,
            ...compareOverSeeds({ outcomes, others: outcomesOf(inputs, group, reference.name, longer) }, plan.primary),
          },
  };
}

function outcomesOf(inputs: SummaryInputs, group: Group, method: string, epochs: number): Paired["others"] {
  return cellsOf(inputs, group, method, epochs).map(({ id }) => measuredOutcome(inputs.records.get(id)));
}

/** The cells of a row, by seed in the plan's order. */
function cellsOf({ plan, cells }: SummaryInputs, group: Group, method: string, epochs: number): readonly PlannedCell[] {
  return plan.seeds.map((seed) => {
    const found = cells.find(
      (cell) =>
        cell.method === method &&
        cell.network === group.network &&
        cell.labelNoise === group.labelNoise &&
        cell.seed === seed &&
        cell.training.epochs === epochs,
    );
    if (found === undefined) throw new Error(`the plan has no cell for ${method} with seed ${seed}`);
    return found;
  });
}

function measuredOutcome(record: CellRecord | undefined): MeasuredOutcome | undefined {
  return record?.outcome.status === "measured" ? record.outcome : undefined;
}

function figureOf(outcomes: readonly (MeasuredOutcome | undefined)[], column: string) {
  const values = outcomes.map((outcome) => (outcome === undefined ? Number.NaN : valueIn(outcome, column)));
  const { mean, deviation } = meanOverSeeds(values.filter((value) => !Number.isNaN(value)));
  return { mean: orNull(mean), deviation: orNull(deviation), values: values.map(orNull) };
}

/** Holm's adjustment over the rows of a group; a test that could not be made is not counted. */
function adjusted(rows: readonly StudyRow[], comparisons: number): readonly StudyRow[] {
  const adjust = (of: (row: StudyRow) => StudyTest | undefined) =>
    holm(rows.map((row) => of(row)?.p ?? Number.NaN)).map(orNull);
  const tests = adjust(({ test }) => test ?? undefined);
  const atEqualCompute = adjust(({ equalCompute }) => equalCompute?.test);
  const smallest = (test: StudyTest, count: number) => ({ smallest: Math.min(1, test.smallest * count) });
  const dearer = rows.filter(({ equalCompute }) => equalCompute !== null).length;
  return rows.map((row, i) => ({
    ...row,
    test: row.test && { ...row.test, adjusted: tests[i], ...smallest(row.test, comparisons) },
    equalCompute: row.equalCompute && {
      ...row.equalCompute,
      test: { ...row.equalCompute.test, adjusted: atEqualCompute[i], ...smallest(row.equalCompute.test, dearer) },
    },
  }));
}
