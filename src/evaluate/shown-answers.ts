import type { ClassAverage } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { openZip, type ZipArchive } from "../core/zip-archive.ts";
import { decodeNpy } from "../data/npy.ts";
import type { Top } from "../result/explain-result.ts";
import type { CheckpointResult } from "../result/safety-result.ts";
import { readStoredFile } from "../result/stored-result.ts";
import { type MostProbable, TOP } from "./outcomes.ts";

/** What a checkpoint answers under a condition, as a run keeps it. */
export interface ShownAnswers {
  readonly averages: readonly ClassAverage[];
  /** The most probable classes of a row of the set; null where it was not measured. */
  topOf(row: number): Top | null;
}

/** Probabilities are given in millionths: no more stands in a 4-byte number that is printed. */
const DIGITS = 6;

/**
 * The answers under these conditions that a run kept whole (see `shownConditions`).
 *
 * @param folder the folder of the result
 * @returns one for each condition; null where nothing was kept
 * @throws InputError where the file is not there, or not the one that the result was written with
 */
export async function shownAnswers(
  folder: string,
  { examples }: CheckpointResult,
  conditions: readonly Condition[],
): Promise<readonly (ShownAnswers | null)[]> {
  const archive = await openZip(await readStoredFile(folder, examples), examples.path);
  return conditions.map((condition) => {
    const key = conditionKey(condition);
    if (!archive.names.includes(`${key}/class_count.npy`)) return null;
    const tops = storedTops(archive, `${key}/top5`);
    const means = storedTops(archive, `${key}/class_top5`);
    const masses = numbers(archive, `${key}/class_superclass_mass`);
    return {
      averages: Array.from(numbers(archive, `${key}/class_count`), (count, k) => ({
        count,
        top: means[k] ?? [],
        superclassMass: Number.isFinite(masses[k]) ? rounded(masses[k]) : null,
      })),
      topOf: (row) => tops[row] ?? null,
    };
  });
}

/**
 * Answers that were just computed, to the digits of what a run keeps.
 *
 * @param placeOf where a row of the set stands among them; undefined where it does not
 */
export function answersShown(
  top5: MostProbable,
  averages: readonly ClassAverage[],
  placeOf: (row: number) => number | undefined,
): ShownAnswers {
  const tops = topsOf(top5.classes, top5.probabilities);
  const kept = (share: number) => rounded(Math.fround(share));
  return {
    averages: averages.map(({ count, top, superclassMass }) => ({
      count,
      top: top.map(({ class: k, probability }) => ({ class: k, probability: kept(probability) })),
      superclassMass: superclassMass === null ? null : kept(superclassMass),
    })),
    topOf: (row) => tops[placeOf(row) ?? -1] ?? null,
  };
}

/** Rows of `<name>_class` and `<name>_probability`. */
function storedTops(archive: ZipArchive, name: string): readonly Top[] {
  return topsOf(numbers(archive, `${name}_class`), numbers(archive, `${name}_probability`));
}

/** Both row-major [count, TOP]; the rest of a row that has fewer classes is class -1. */
function topsOf(classes: ArrayLike<number>, probabilities: ArrayLike<number>): readonly Top[] {
  return Array.from({ length: classes.length / TOP }, (_, row) =>
    Array.from({ length: TOP }, (_, rank) => row * TOP + rank)
      .filter((at) => classes[at] >= 0)
      .map((at) => ({ class: classes[at], probability: rounded(probabilities[at]) })),
  );
}

function numbers(archive: ZipArchive, name: string): ArrayLike<number> {
  return decodeNpy(archive.read(`${name}.npy`), name).data as ArrayLike<number>;
}

const rounded = (share: number) => Number(Math.min(1, share).toFixed(DIGITS));
