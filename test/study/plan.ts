import type { StudyData } from "../../src/result/study-cell.ts";
import type { PlanContent, StudyPlan } from "../../src/result/study-plan.ts";
import { cellId } from "../../src/study/cell-id.ts";
import { expandPlan, type PlannedCell } from "../../src/study/expand-plan.ts";
import { parsePlan } from "../../src/study/read-plan.ts";

export const data: StudyData = { name: "tiny", train: "a", test: "b", classes: 3, trainCount: 30, testCount: 12 };

/** A plan of two methods and three seeds, with what a test wants otherwise. */
export function planWith(changes: Partial<PlanContent> = {}): StudyPlan {
  const methods = [{ name: "plain", method: "hard-label" }, { method: "ipswap" }];
  return parsePlan(
    { name: "t", title: "T", networks: ["resnet8"], methods, reference: "plain", seeds: [0, 1, 2], ...changes },
    "plan",
  );
}

/** Cells of a plan; ipswap costs two. */
export function cellsOf(plan: StudyPlan): readonly PlannedCell[] {
  return expandPlan(plan, {
    costOf,
    idOf: (cell) => cellId(cell, { data, measure: plan.measure, toolVersion: "1" }),
  });
}

export const costOf = ({ method }: { readonly method: string }) => (method === "ipswap" ? 2 : 1);
