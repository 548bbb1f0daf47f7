import type { CellRecord } from "../result/study-cell.ts";

/** What is kept of conditions other than clean images: what a study's columns show. `safety/result.json` has the rest. */
const KEPT = new Set(["accuracy"]);

/** A cell's record as it is stored: some 10 kB, so that the cells of a study can be kept beside a document. */
export function smallRecord(record: CellRecord): CellRecord {
  const { outcome } = record;
  if (outcome.status === "failed") return record;
  const measurements = outcome.measurements.map(({ condition, values }) => ({
    condition,
    values:
      condition.kind === "clean" ? values : Object.fromEntries(Object.entries(values).filter(([id]) => KEPT.has(id))),
  }));
  return { ...record, outcome: { ...outcome, measurements } };
}
