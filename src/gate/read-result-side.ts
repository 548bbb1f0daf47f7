import {
  createSample,
  labelInTop,
  logLosses,
  predictionsFromLogits,
  squaredDistances,
  topLabel,
} from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { InputError } from "../core/error.ts";
import { openZip, type ZipArchive } from "../core/zip-archive.ts";
import { decodeNpy, type NpyData } from "../data/npy.ts";
import type { OutcomeColumn } from "../result/baseline.ts";
import type { CheckpointResult } from "../result/safety-result.ts";
import { readStoredFile, type StoredResult } from "../result/stored-result.ts";
import type { MeasuredCondition, Side } from "./side.ts";

/**
 * A checkpoint of a stored result with the outcomes of its examples. Clean outcomes come from its logits, to the figures
 * of the result; those of the other conditions from its per-example file.
 *
 * @throws InputError where a file is missing, or is not the one that the result was written with
 */
export async function resultSide({ path, folder, result }: StoredResult, checkpoint: CheckpointResult): Promise<Side> {
  const examples = await openZip(await readStoredFile(folder, checkpoint.examples), checkpoint.examples.path);
  const index = Int32Array.from(readArray(examples, "index.npy"));
  const labels = Int32Array.from(readArray(examples, "label.npy"));
  if (index.length !== result.data.count || labels.length !== result.data.count) {
    throw new InputError(checkpoint.examples.path, {
      expected: `${result.data.count} examples`,
      got: `${index.length}`,
    });
  }
  const clean = await cleanColumns(folder, checkpoint, { index, labels, classes: result.data.classes.length });
  const { tool, engine, plan, catalogue, data } = result;
  const { notes, ...kept } = data;
  return {
    source: path,
    tool,
    engine,
    plan,
    catalogue,
    data: kept,
    checkpoint: identity(checkpoint),
    index,
    labels,
    conditions: checkpoint.measurements.map(({ condition, count }) => ({
      condition,
      count,
      columns: condition.kind === "clean" ? CLEAN_COLUMNS : CONDITION_COLUMNS,
    })),
    release: null,
    history: [],
    doubts: doubtsOf(checkpoint),
    column(condition, column) {
      if (condition.kind === "clean") return clean[column];
      return readColumn(examples, condition, column, countOf(checkpoint, condition));
    },
  };
}

const CONDITION_COLUMNS: MeasuredCondition["columns"] = ["predicted", "confidence", "nll", "brier"];
const CLEAN_COLUMNS: MeasuredCondition["columns"] = [...CONDITION_COLUMNS, "top5"];

function countOf({ measurements }: CheckpointResult, condition: Condition): number {
  const key = conditionKey(condition);
  return measurements.find((measurement) => conditionKey(measurement.condition) === key)?.count ?? 0;
}

function identity(checkpoint: CheckpointResult): Side["checkpoint"] {
  const { notes, unsteady, measurements, diagnostics, reliability, examples, logits, ...rest } = checkpoint;
  return rest;
}

function doubtsOf({ reliability, unsteady }: CheckpointResult): readonly string[] {
  return [
    ...(unsteady === undefined ? [] : ["Its answers about the same images differ from time to time: no figure holds."]),
    ...reliability.flags.map(({ sentence }) => sentence),
  ];
}

function readColumn(archive: ZipArchive, condition: Condition, column: OutcomeColumn, count: number): Float64Array {
  const name = `${conditionKey(condition)}/${column}.npy`;
  const values = Float64Array.from(readArray(archive, name));
  if (values.length !== count) throw new InputError(name, { expected: `${count} values`, got: `${values.length}` });
  return values;
}

function readArray(archive: ZipArchive, name: string): ArrayLike<number> {
  return numbers(decodeNpy(archive.read(name), name).data);
}

function numbers(data: NpyData): ArrayLike<number> {
  return data as ArrayLike<number>;
}

interface Rows {
  readonly index: Int32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Rows of logits that are turned into outcomes at once: memory holds one such part besides the file. */
const PART = 1024;

/** Clean outcomes, in the order of the per-example file; logits are in the data set's own order. */
async function cleanColumns(
  folder: string,
  { logits }: CheckpointResult,
  { index, labels, classes }: Rows,
): Promise<Record<OutcomeColumn, Float64Array>> {
  const { data, shape } = decodeNpy(await readStoredFile(folder, logits), logits.path);
  const count = index.length;
  if (shape.length !== 2 || shape[0] !== count || shape[1] !== classes) {
    throw new InputError(logits.path, { expected: `shape (${count}, ${classes})`, got: `(${shape.join(", ")})` });
  }
  const values = data as Float32Array;
  const row = Int32Array.from(index.keys()).sort((a, b) => index[a] - index[b]);
  const columns = {
    predicted: new Float64Array(count),
    confidence: new Float64Array(count),
    nll: new Float64Array(count),
    brier: new Float64Array(count),
    top5: new Float64Array(count),
  };
  for (let start = 0; start < count; start += PART) {
    const rows = row.subarray(start, start + PART);
    const part = values.subarray(start * classes, (start + rows.length) * classes);
    const partLabels = Int32Array.from(rows, (place) => labels[place]);
    const sample = createSample(predictionsFromLogits(part, partLabels, classes));
    const { predicted, confidence } = sample.fixed(topLabel);
    const found = {
      predicted,
      confidence,
      nll: sample.fixed(logLosses),
      brier: sample.fixed(squaredDistances),
      top5: sample.fixed(labelInTop),
    };
    for (const column of CLEAN_COLUMNS) {
      for (const [i, place] of rows.entries()) columns[column][place] = found[column][i];
    }
  }
  return columns;
}
