import type { CellRecord } from "../result/study-cell.ts";
import type { PlannedCell } from "./expand-plan.ts";
import type { StudyFolder } from "./study-folder.ts";

/** What runs a cell: trains and measures it. */
export type CellRunner = (cell: PlannedCell, folder: StudyFolder) => Promise<CellRecord | "interrupted">;

/** What a study tells while it runs. */
export type StudyEvent =
  | { readonly kind: "start"; readonly cell: PlannedCell }
  /** Of this run, or of an earlier one. */
  | { readonly kind: "finished"; readonly cell: PlannedCell; readonly record: CellRecord; readonly earlier: boolean }
  /** Another process works on it. */
  | { readonly kind: "elsewhere"; readonly cell: PlannedCell }
  /** Its teacher failed, or is worked on elsewhere. */
  | { readonly kind: "waiting"; readonly cell: PlannedCell };

export interface RunCellsOptions {
  readonly folder: StudyFolder;
  readonly run: CellRunner;
  /** Cells at the same time. */
  readonly jobs: number;
  /** Runs cells again that failed in an earlier run, whatever the reason. */
  readonly retryFailed: boolean;
  readonly onEvent: (event: StudyEvent) => void;
}

/** Exit code of a command that found its input wrong, a loss that is not finite too: it would fail again. */
const WRONG_INPUT = 2;

/**
 * Runs the cells that are not finished, the longest first, each after its teacher. A cell that fails is recorded and
 * does not stop the others. Other processes may work in the same folder: a cell that one of them has is left to it.
 *
 * @returns whether it went to its end; false where it was interrupted
 */
export async function runCells(cells: readonly PlannedCell[], options: RunCellsOptions): Promise<boolean> {
  const { folder, jobs, onEvent } = options;
  const waiting = new Set(cells.toSorted((a, b) => b.training.epochs - a.training.epochs));
  const states = new Map<string, "running" | "measured" | "failed" | "elsewhere">();
  let interrupted = false;

  const settle = async (cell: PlannedCell): Promise<void> => {
    states.set(cell.id, "running");
    const earlier = await readEarlier(cell, options);
    if (earlier !== undefined) {
      states.set(cell.id, earlier.outcome.status);
      onEvent({ kind: "finished", cell, record: earlier, earlier: true });
      return;
    }
    const lock = await folder.claim(cell.id);
    if (lock === undefined) {
      states.set(cell.id, "elsewhere");
      onEvent({ kind: "elsewhere", cell });
      return;
    }
    try {
      // It may have been finished between the look and the lock.
      const found = await readEarlier(cell, options);
      if (found === undefined) onEvent({ kind: "start", cell });
      const record = found ?? (await options.run(cell, folder));
      if (record === "interrupted") {
        interrupted = true;
        return;
      }
      if (found === undefined) await folder.writeCell(record);
      states.set(cell.id, record.outcome.status);
      onEvent({ kind: "finished", cell, record, earlier: found !== undefined });
    } finally {
      await lock.release();
    }
  };

  const next = (): PlannedCell | undefined => {
    for (const cell of waiting) {
      const teacher = cell.teacher === null ? "measured" : states.get(cell.teacher);
      if (teacher === "measured") {
        waiting.delete(cell);
        return cell;
      }
      if (teacher === "failed" || teacher === "elsewhere") {
        waiting.delete(cell);
        onEvent({ kind: "waiting", cell });
      }
    }
    return undefined;
  };

  const running = new Set<Promise<void>>();
  while (!interrupted) {
    const cell = running.size < jobs ? next() : undefined;
    if (cell !== undefined) {
      const work = settle(cell).finally(() => running.delete(work));
      running.add(work);
    } else if (running.size > 0) {
      await Promise.race(running);
    } else {
      break;
    }
  }
  await Promise.all(running);
  return !interrupted;
}

/** What an earlier run left, unless it is to be tried again. */
async function readEarlier(
  cell: PlannedCell,
  { folder, retryFailed }: RunCellsOptions,
): Promise<CellRecord | undefined> {
  const record = await folder.readCell(cell.id);
  if (record?.outcome.status !== "failed") return record;
  return retryFailed || record.outcome.exitCode !== WRONG_INPUT ? undefined : record;
}
