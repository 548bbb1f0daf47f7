import type { CellRecord, MeasuredOutcome } from "../../src/result/study-cell.ts";
import type { PlannedCell } from "../../src/study/expand-plan.ts";

function recordOf({ id, purpose: _, ...cell }: PlannedCell): Omit<CellRecord, "outcome"> {
  return { schema: "ipswap-eval/cell/1", id, tool: { name: "ipswap-eval", version: "1" }, cell };
}

/** The record of a cell that was measured, with what a test wants of its outcome. */
export function measured(cell: PlannedCell, outcome: Partial<MeasuredOutcome> = {}): CellRecord {
  return {
    ...recordOf(cell),
    outcome: {
      status: "measured",
      engine: "cpu",
      checkpoint: "c",
      trainLoss: 0,
      trainAccuracy: 1,
      measurements: [],
      correct: { count: 1, bits: "gA==" },
      ...outcome,
    },
  };
}

/** The record of a cell whose training ended with an exit code. */
export function failed(cell: PlannedCell, exitCode: number, reason = "why"): CellRecord {
  return { ...recordOf(cell), outcome: { status: "failed", during: "training", exitCode, reason } };
}
