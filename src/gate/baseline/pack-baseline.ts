import { zipSync } from "fflate";
import { type Condition, conditionKey } from "../../core/condition.ts";
import { encodeNpy } from "../../data/npy.ts";
import { BASELINE_SCHEMA, type Baseline, type OutcomeColumn } from "../../result/baseline.ts";
import type { Side } from "../side.ts";

/** A fixed date, so that the same outcomes give the same bytes. */
const ZIP_DATE = new Date(1980, 0, 1);

/** The bytes of a baseline file: a NumPy .npz with `baseline.json` beside the arrays. */
export function packBaseline(side: Side, kept: ColumnChoice, more: Pick<Baseline, "release" | "history">): Uint8Array {
  const { tool, engine, plan, data, catalogue, checkpoint, index, labels } = side;
  const conditions = side.conditions.map(({ condition, count, columns }) => ({
    condition,
    count,
    columns: columns.filter((column) => kept(condition, column)),
  }));
  const head: Baseline = {
    schema: BASELINE_SCHEMA,
    tool,
    command: null,
    engine,
    plan,
    data,
    catalogue,
    checkpoint,
    conditions,
    ...more,
  };
  const files: Record<string, Uint8Array> = {
    "baseline.json": Buffer.from(`${JSON.stringify(head, null, 2)}\n`),
    "index.npy": encodeNpy([index.length], index),
    "label.npy": encodeNpy([labels.length], labels),
  };
  for (const { condition, count, columns } of conditions) {
    for (const column of columns) {
      const values = side.column(condition, column);
      files[arrayName(condition, column)] = encodeNpy([count], storedAs(condition, column, values));
    }
  }
  return zipSync(files, { level: 9, mtime: ZIP_DATE });
}

/** Whether a baseline keeps a column of a condition. */
export type ColumnChoice = (condition: Condition, column: OutcomeColumn) => boolean;

export function arrayName(condition: Condition, column: OutcomeColumn): string {
  return `${conditionKey(condition)}/${column}.npy`;
}

/** Classes and bits as integers; clean outcomes in the precision that they were computed in, others as they were stored. */
function storedAs({ kind }: Condition, column: OutcomeColumn, values: Float64Array) {
  if (column === "predicted") return Int32Array.from(values);
  if (column === "top5") return Uint8Array.from(values);
  return kind === "clean" ? values : Float32Array.from(values);
}
