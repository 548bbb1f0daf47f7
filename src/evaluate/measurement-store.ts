import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { type Condition, conditionKey } from "../core/condition.ts";
import { writeAtomic } from "../core/files.ts";
import { decodeNpy, type NpyData } from "../data/npy.ts";
import {
  type Measurement,
  measurementSchema,
  type Reading,
  type Reliability,
  readingSchema,
  reliabilitySchema,
} from "../result/safety-result.ts";
import type { Measured } from "./measured.ts";

/** What is already measured of one checkpoint, on disk: per condition the values and the per-example outcomes. */
export interface MeasurementStore {
  hasAll(conditions: readonly Condition[]): boolean;
  /** Keeps a condition's outcomes and then its values; the values' file says that both are there. */
  write(measured: Measured): Promise<void>;
  /** 1 where the answer was right, of each example. */
  readCorrect(condition: Condition): Promise<Uint8Array>;
  /** An array that was kept of a condition, by its name. */
  readArray(condition: Condition, array: string): Promise<NpyData>;
  /** What was found out about the attacks, where that was written already. */
  readReliability(): Promise<Reliability | undefined>;
  writeReliability(reliability: Reliability): Promise<void>;
  /** How the checkpoint was read and what speaks against that, where that was written already. */
  readReading(): Promise<Reading | undefined>;
  writeReading(reading: Reading): Promise<void>;
  readAll(conditions: readonly Condition[]): Promise<readonly Measurement[]>;
  /**
   * The per-example file of the checkpoint: a NumPy .npz of the given arrays and, for each condition, those of its
   * outcomes (see `EXAMPLE_COLUMNS`).
   */
  packExamples(arrays: Readonly<Record<string, Uint8Array>>, conditions: readonly Condition[]): Promise<Uint8Array>;
}

/** A fixed date, so that the same outcomes give the same bytes. */
const ZIP_DATE = new Date(1980, 0, 1);

export function openMeasurementStore(folder: string): MeasurementStore {
  const reliabilityFile = join(folder, "reliability.json");
  const readingFile = join(folder, "reading.json");
  const valuesFile = (condition: Condition) => join(folder, `${conditionKey(condition)}.json`);
  const outcomesFile = (condition: Condition) => join(folder, `${conditionKey(condition)}.npz`);
  const readArray = async (condition: Condition, array: string) => {
    const filter = ({ name }: { readonly name: string }) => name === `${array}.npy`;
    return decodeNpy(unzipSync(await readFile(outcomesFile(condition)), { filter })[`${array}.npy`]).data;
  };
  return {
    hasAll: (conditions) => conditions.every((condition) => existsSync(valuesFile(condition))),
    async write({ measurement, arrays }) {
      const { condition } = measurement;
      await writeAtomic(outcomesFile(condition), archive(arrays));
      await writeAtomic(valuesFile(condition), JSON.stringify(measurement));
    },
    async readCorrect(condition) {
      return (await readArray(condition, "correct")) as Uint8Array;
    },
    readArray,
    async readReliability() {
      if (!existsSync(reliabilityFile)) return undefined;
      return reliabilitySchema.parse(JSON.parse(await readFile(reliabilityFile, "utf8")));
    },
    writeReliability: (reliability) => writeAtomic(reliabilityFile, JSON.stringify(reliability)),
    async readReading() {
      if (!existsSync(readingFile)) return undefined;
      return readingSchema.parse(JSON.parse(await readFile(readingFile, "utf8")));
    },
    writeReading: (reading) => writeAtomic(readingFile, JSON.stringify(reading)),
    readAll: (conditions) =>
      Promise.all(
        conditions.map(async (condition) =>
          measurementSchema.parse(JSON.parse(await readFile(valuesFile(condition), "utf8"))),
        ),
      ),
    async packExamples(arrays, conditions) {
      const files: Record<string, Uint8Array> = { ...arrays };
      for (const condition of conditions) {
        const outcomes = unzipSync(await readFile(outcomesFile(condition)));
        for (const [name, bytes] of Object.entries(outcomes)) files[`${conditionKey(condition)}/${name}`] = bytes;
      }
      return archive(files);
    },
  };
}

function archive(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { level: 6, mtime: ZIP_DATE });
}
