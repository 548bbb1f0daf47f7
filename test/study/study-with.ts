import type { CellRecord } from "../../src/result/study-cell.ts";
import type { StudyPlan } from "../../src/result/study-plan.ts";
import type { Study } from "../../src/result/study-result.ts";
import { packBits } from "../../src/study/correct-bits.ts";
import { summarize } from "../../src/study/summarize.ts";
import { cellsOf, costOf, data } from "./plan.ts";
import { failed, measured } from "./records.ts";

/** A study whose cells got these examples right, by method and seed; undefined where a cell failed. */
export function studyWith(
  plan: StudyPlan,
  rightOf: (method: string, seed: number, epochs: number) => readonly boolean[] | undefined,
): Study {
  const cells = cellsOf(plan);
  const records = new Map(
    cells.map((cell): [string, CellRecord] => {
      const right = rightOf(cell.method, cell.seed, cell.training.epochs);
      if (right === undefined) return [cell.id, failed(cell, 2, "it diverged")];
      const accuracy = right.filter((each) => each).length / right.length;
      const values = { accuracy, ece: accuracy / 10 };
      const corrupted = ([1, 2] as const).map((severity) => ({
        condition: { kind: "corruption", id: "fog", severity } as const,
        values: { accuracy: accuracy / (severity + 1) },
      }));
      const measurements = [{ condition: { kind: "clean" } as const, values }, ...corrupted];
      return [cell.id, measured(cell, { measurements, correct: packBits(right) })];
    }),
  );
  return summarize({ plan, data, toolVersion: "1", cells, records, costOf });
}

/** The first `count` of so many examples right. */
export const first = (count: number, of: number) => Array.from({ length: of }, (_, i) => i < count);
