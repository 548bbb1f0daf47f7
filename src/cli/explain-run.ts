import { join } from "node:path";
import type { Dataset } from "../core/dataset.ts";
import { writeAtomic } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import type { Engine } from "../engine/index.ts";
import { storedPredictions } from "../evaluate/clean-logits.ts";
import { shownAnswers } from "../evaluate/shown-answers.ts";
import { shownConditions } from "../evaluate/shown-conditions.ts";
import { chooseExamples } from "../explain/choose-examples.ts";
import { explain } from "../explain/explain.ts";
import { lookedAt } from "../explain/looked-at.ts";
import type { Network } from "../model/network.ts";
import { type Explanation, explainSchema } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";

/** Largest explanation that is read again. */
const MAX_BYTES = 2 ** 28;

/** A run that is measured, and what it was measured with. */
export interface FinishedRun {
  readonly result: Result;
  /** Folder of the run, which holds its clean logits. */
  readonly out: string;
  readonly networks: readonly Network[];
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** Examples to explain. */
  readonly count: number;
}

/**
 * Writes `explain.json` beside a finished result: flips, errors and the most overconfident, chosen from the logits that
 * the run stored. One that an earlier call wrote of the same examples and checkpoints is kept.
 */
export async function explainRun({
  result,
  out,
  networks,
  dataset,
  engine,
  count,
}: FinishedRun): Promise<Explanation | undefined> {
  const looked = lookedAt(dataset);
  const kept = shownConditions(result.plan);
  const checkpoints = await Promise.all(
    networks.map(async (network, i) => ({
      network,
      predictions: await storedPredictions(join(out, result.checkpoints[i].logits.path), dataset, looked),
      under: await shownAnswers(out, result.checkpoints[i], kept),
    })),
  );
  // A folder that an earlier version wrote has none.
  const known = kept.map((_, c) => checkpoints.some(({ under }) => under[c] !== null));
  const conditions = kept.filter((_, c) => known[c]);
  const chosen = chooseExamples(`mixed:${count}`, {
    predictions: checkpoints.map(({ predictions }) => predictions),
    classes: dataset.classes,
    ownIndex: (row) => dataset.exampleId(row).index,
  });
  if (chosen.length === 0) return undefined; // every answer is right
  const file = join(out, "explain.json");
  const indices = chosen.map(({ row }) => dataset.exampleId(row).index);
  const earlier = await earlierExplanation(file);
  if (earlier !== undefined && isOf(earlier, result, indices)) return earlier;
  const { data, ...rest } = await explain(
    checkpoints.map(({ under, ...checkpoint }) => ({ ...checkpoint, under: under.filter((_, c) => known[c]) })),
    chosen,
    dataset,
    engine,
    {
      conditions,
      seed: result.plan.seed,
      toolVersion: result.tool.version,
    },
  );
  const explanation: Explanation = { ...rest, data: { ...data, count: looked } };
  await writeAtomic(file, `${JSON.stringify(explanation)}\n`);
  return explanation;
}

/** What an earlier call left; undefined where there is nothing, or nothing that can be read. */
async function earlierExplanation(file: string): Promise<Explanation | undefined> {
  const bytes = await readBoundedIfPresent(file, { most: MAX_BYTES });
  if (bytes === undefined) return undefined;
  try {
    return explainSchema.parse(parseJson(bytes.toString("utf8"), file, { most: MAX_BYTES })) as Explanation;
  } catch {
    return undefined; // of another version, or damaged: it is made anew
  }
}

/** Whether an explanation is of these examples and of the run's checkpoints, by the version that explains now. */
function isOf({ tool, data, checkpoints, examples }: Explanation, result: Result, indices: readonly number[]): boolean {
  const identity = (
    made: string,
    set: string,
    of: readonly { name: string; sha256: string }[],
    rows: readonly number[],
  ) => JSON.stringify([made, set, of.map(({ name, sha256 }) => [name, sha256]), rows]);
  return (
    identity(
      tool.version,
      data.sha256,
      checkpoints,
      examples.map(({ index }) => index),
    ) === identity(result.tool.version, result.data.sha256, result.checkpoints, indices)
  );
}
