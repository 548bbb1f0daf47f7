import { InputError } from "../core/error.ts";
import { dealOut, type Shard } from "../core/shard.ts";
import type { PlannedCell } from "./expand-plan.ts";

/**
 * Reads `2/8`: the second of eight.
 *
 * @throws InputError on anything else
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new InputError("`shard`", {
    expected: "i/n with i from 1 to n, such as 2/8, or auto",
    got: `"${text}"`,
  });
}

/**
 * `2/8`, or `auto`: what the scheduler says.
 *
 * @throws InputError on anything else
 */
export function shardOf(text: string, env: Readonly<Record<string, string | undefined>>): Shard {
  return text === "auto" ? shardOfEnvironment(env) : parseShard(text);
}

/**
 * The shard that this process is, as the scheduler that started it says: GitLab's `parallel`, Slurm's job arrays,
 * Kubernetes' indexed jobs. GitHub's matrix has no variables of its own: its workflow sets SHARD_INDEX and SHARD_COUNT.
 *
 * @throws InputError where no such variable is set
 */
export function shardOfEnvironment(env: Readonly<Record<string, string | undefined>>): Shard {
  const from = (index: string, count: string, first: number) => {
    const [i, n] = [env[index], env[count]];
    if (i === undefined || n === undefined) return undefined;
    return parseShard(`${Number(i) - first + 1}/${n}`);
  };
  const firstTask = Number(env["SLURM_ARRAY_TASK_MIN"] ?? 0);
  const shard =
    from("SHARD_INDEX", "SHARD_COUNT", 1) ??
    from("CI_NODE_INDEX", "CI_NODE_TOTAL", 1) ??
    from("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", firstTask) ??
    // Kubernetes tells a pod its index and not how many there are.
    from("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0);
  if (shard !== undefined) return shard;
  throw new InputError("`shard` auto", {
    expected: "variables of a scheduler",
    got: "none",
    remedy:
      "Set SHARD_INDEX (from 1) and SHARD_COUNT, or give the shard as i/n. Slurm sets SLURM_ARRAY_TASK_ID, GitLab CI_NODE_INDEX; for Kubernetes set JOB_COMPLETIONS beside JOB_COMPLETION_INDEX.",
  });
}

/** The cells of a shard. A cell and those that it learns from stay together. */
export function cellsOfShard(cells: readonly PlannedCell[], { index, count }: Shard): readonly PlannedCell[] {
  const ids = new Set(
    dealOut(connected(cells), workOf, count)
      [index - 1].flat()
      .map(({ id }) => id),
  );
  return cells.filter(({ id }) => ids.has(id));
}

const workOf = (group: readonly PlannedCell[]) => group.reduce((sum, { training }) => sum + training.epochs, 0);

/** Cells by the teacher that they have in common. */
function connected(cells: readonly PlannedCell[]): readonly (readonly PlannedCell[])[] {
  const groupOf = new Map<string, PlannedCell[]>();
  for (const cell of cells) {
    // Teachers stand before those who learn from them.
    const group = (cell.teacher === null ? undefined : groupOf.get(cell.teacher)) ?? [];
    group.push(cell);
    groupOf.set(cell.id, group);
  }
  return [...new Set(groupOf.values())];
}
