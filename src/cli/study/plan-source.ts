import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import { readBounded } from "../../core/regular-file.ts";
import type { StudyPlan } from "../../result/study-plan.ts";
import { presets } from "../../study/presets/index.ts";
import { parsePlan } from "../../study/read-plan.ts";

/** Longest plan file, bytes. */
const MOST_PLAN = 2 ** 22;

/** What a command's options change in a plan. */
export interface PlanChanges {
  readonly data?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
  readonly dynamics?: boolean | undefined;
}

/**
 * The plan that a user named, a file or a preset, with what the command's options change in it.
 *
 * @throws InputError where there is none, or it does not fit
 */
export async function planOf(source: string, { data, seeds, epochs, dynamics }: PlanChanges): Promise<StudyPlan> {
  const plan = await readPlan(source);
  return {
    ...plan,
    ...(data === undefined ? {} : { data }),
    ...(seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, seed) => seed) }),
    ...(dynamics && { dynamics }),
    ...(epochs === undefined ? {} : { training: { ...plan.training, epochs } }),
  };
}

async function readPlan(source: string): Promise<StudyPlan> {
  const preset = presets.get(source);
  if (preset !== undefined) return parsePlan(preset, source);
  if (/^[a-z0-9-]+$/.test(source)) {
    throw new InputError("plan", {
      expected: `a file, or one of ${[...presets.keys()].join(", ")}`,
      got: `"${source}"`,
    });
  }
  const text = (await readBounded(source, { most: MOST_PLAN })).toString("utf8");
  const content = parseJson(text, source);
  return parsePlan(isStored(content) ? content.plan : content, source);
}

/** Whether it is the `plan.json` that a study wrote into its folder, which holds more than the plan. */
function isStored(content: unknown): content is { readonly plan: unknown } {
  return typeof content === "object" && content !== null && "schema" in content && "plan" in content;
}
