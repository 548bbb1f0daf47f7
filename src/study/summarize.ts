import { holm } from "../../metrics/index.ts";
import type { CellRecord, MeasuredOutcome, StudyData } from "../result/study-cell.ts";
import type { StudyPlan } from "../result/study-plan.ts";
import { STUDY_SCHEMA, type Study, type StudyRow, type StudyTest } from "../result/study-result.ts";
import { columnsOf, valueIn } from "./columns.ts";
import { differenceOverSeeds, orNull, type Paired, testOverSeeds } from "./compare-over-seeds.ts";
import {
  type ExpandOptions,
  equalComputeEpochs,
  type NamedMethod,
  namedMethods,
  type PlannedCell,
} from "./expand-plan.ts";
import { publishedFor } from "./published.ts";
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
  const reference = methods.find(({ name }) => name === plan.reference) as NamedMethod;
  const indexed = {
    ...inputs,
    byPlace: new Map(inputs.cells.map((cell) => [placeOf(cell, cell.training.epochs), cell])),
  };
  const measured = [...records.values()].flatMap(({ outcome }) => (outcome.status === "measured" ? [outcome] : []));
  const columns = columnsOf(measured);
  const groups = plan.networks.flatMap((network) => plan.labelNoise.map((labelNoise) => ({ network, labelNoise })));
  const rows = groups.flatMap((group) =>
    adjusted(
      methods.map((method) => rowOf(indexed, group, { method, reference }, columns)),
      methods.length - 1,
    ),
  );
  return {
    schema: STUDY_SCHEMA,
    tool: { name: "ipswap-eval", version: toolVersion },
    plan: { ...plan, published: publishedFor(plan) },
    data,
    engines: [...new Set(measured.map(({ engine }) => engine))].toSorted(),
    columns,
    rows,
  };
}

/** With the cells by where they stand in the table. */
interface IndexedInputs extends SummaryInputs {
  readonly byPlace: ReadonlyMap<string, PlannedCell>;
}

function placeOf(cell: Pick<PlannedCell, "network" | "labelNoise" | "method" | "seed">, epochs: number): string {
  const { network, labelNoise, method, seed } = cell;
  return JSON.stringify([network, labelNoise, method, seed, epochs]);
}

type Group = Pick<StudyRow, "network" | "labelNoise">;

function rowOf(
  inputs: IndexedInputs,
  group: Group,
  { method, reference }: { readonly method: NamedMethod; readonly reference: NamedMethod },
  columns: Study["columns"],
): StudyRow {
  const { plan, records, costOf } = inputs;
  const epochs = plan.training.epochs;
  const cells = cellsOf(inputs, group, method.name, epochs);
  const outcomes = cells.map(({ id }) => measuredOutcome(records.get(id)));
  const others = outcomesOf(inputs, group, reference.name, epochs);
  const isReference = method.name === reference.name;
  const longer = isReference ? undefined : equalComputeEpochs(plan, costOf(method), costOf(reference));
  const longerOthers = longer === undefined ? [] : outcomesOf(inputs, group, reference.name, longer);
  return {
    ...group,
    method: method.name,
    trained: { method: method.method, augment: method.augment, options: method.options },
    cost: costOf(method),
    cells: cells.map(({ id }) => id),
    failures: cells.flatMap(({ id, seed }) => {
      const outcome = records.get(id)?.outcome;
      return outcome?.status === "failed" ? [{ seed, during: outcome.during, reason: outcome.reason }] : [];
    }),
    figures: Object.fromEntries(columns.map(({ id }) => [id, figureOf(outcomes, id)])),
    differences: isReference
      ? null
      : Object.fromEntries(columns.map(({ id }) => [id, differenceOverSeeds({ outcomes, others }, id)])),
    test: isReference ? null : testOverSeeds({ outcomes, others }, plan.primary),
    equalCompute:
      longer === undefined
        ? null
        : {
            epochs: longer,
            difference: differenceOverSeeds({ outcomes, others: longerOthers }, plan.primary),
            test: testOverSeeds({ outcomes, others: longerOthers }, plan.primary),
          },
  };
}

function outcomesOf(inputs: IndexedInputs, group: Group, method: string, epochs: number): Paired["others"] {
  return cellsOf(inputs, group, method, epochs).map(({ id }) => measuredOutcome(inputs.records.get(id)));
}

/** The cells of a row, by seed in the plan's order. */
function cellsOf(
  { plan, byPlace }: IndexedInputs,
  group: Group,
  method: string,
  epochs: number,
): readonly PlannedCell[] {
  return plan.seeds.map((seed) => {
    const found = byPlace.get(placeOf({ ...group, method, seed }, epochs));
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
