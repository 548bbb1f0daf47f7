import { InputError } from "../core/error.ts";
import { type StudyPlan, studyPlanSchema } from "../result/study-plan.ts";

/**
 * A plan from parsed JSON, with its defaults.
 *
 * @param subject what to call it in an error: its path
 * @throws InputError naming the field that does not fit
 */
export function parsePlan(content: unknown, subject: string): StudyPlan {
  const parsed = studyPlanSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue.path.join(".");
    throw new InputError(subject, {
      expected: "a study's plan",
      got: field === "" ? issue.message : `${field}: ${issue.message}`,
      remedy: "Its JSON Schema is published as ipswap-eval/schemas/study-plan.json.",
    });
  }
  const plan: StudyPlan = parsed.data;
  for (const [field, values] of Object.entries({
    seeds: plan.seeds,
    networks: plan.networks,
    labelNoise: plan.labelNoise,
  })) {
    const twice = (values as readonly (string | number)[]).find((value, i) => values.indexOf(value as never) !== i);
    if (twice === undefined) continue;
    throw new InputError(`${subject}, ${field}`, { expected: "different values", got: `${twice} twice` });
  }
  return plan;
}
