import { z } from "zod";
import { InputError } from "../core/error.ts";
import { ATTACK_RESULT_SCHEMA, type AttackResult, attackResultSchema } from "./attack-result.ts";
import { requireConsistent } from "./consistent-explanation.ts";
import { EXPLAIN_SCHEMA, type Explanation, explainSchema } from "./explain-result.ts";
import { RESULT_SCHEMA, type Result, resultSchema } from "./safety-result.ts";
import { SEGMENTATION_SCHEMA, type SegmentationResult, segmentationSchema } from "./segmentation-result.ts";
import { STUDY_SCHEMA, type Study, studySchema } from "./study-result.ts";

/** Layouts that earlier versions wrote, and what to do about each. */
const EARLIER: Readonly<Record<string, string>> = {
  "ipswap-eval/result/1":
    "It lacks what describes its metrics and examples. Measure again: `ipswap-eval safety` with the same options and --restart.",
  "ipswap-eval/attack/1":
    "Its examples cannot be found again in the data set. Run `ipswap-eval attack` again with the same options.",
  "ipswap-eval/explain/1":
    "It lacks the figures that checkpoints are compared by. Run `ipswap-eval explain` again with the same options.",
};

/** Layouts of today that are not read everywhere. */
const OTHERS: Readonly<Record<string, string>> = {
  [SEGMENTATION_SCHEMA]: "It is of label maps, which only `ipswap-eval safety` shows so far.",
};

/**
 * A safety result from parsed JSON.
 *
 * @param subject what to call it in an error: its path
 * @throws InputError on a result of another version, saying what to do, and on what is no result, naming the field
 */
export function parseResult(content: unknown, subject: string): Result {
  return parse(content, subject, RESULT_SCHEMA, resultSchema) as Result;
}

/** The result of `safety` on label maps from parsed JSON; see `parseResult`. */
export function parseSegmentation(content: unknown, subject: string): SegmentationResult {
  return parse(content, subject, SEGMENTATION_SCHEMA, segmentationSchema) as SegmentationResult;
}

/** The result of `attack` from parsed JSON; see `parseResult`. */
export function parseAttackResult(content: unknown, subject: string): AttackResult {
  return parse(content, subject, ATTACK_RESULT_SCHEMA, attackResultSchema) as AttackResult;
}

/** The result of `study` from parsed JSON; see `parseResult`. */
export function parseStudy(content: unknown, subject: string): Study {
  return parse(content, subject, STUDY_SCHEMA, studySchema) as Study;
}

/** The explanation that `explain` wrote, from parsed JSON; see `parseResult`. */
export function parseExplanation(content: unknown, subject: string): Explanation {
  const explanation = parse(upgraded(content), subject, EXPLAIN_SCHEMA, explainSchema) as Explanation;
  requireConsistent(explanation, subject);
  return explanation;
}

const beforeConditions = z.looseObject({
  schema: z.literal("ipswap-eval/explain/2"),
  checkpoints: z.array(z.looseObject({})),
  examples: z.array(z.looseObject({ answers: z.array(z.looseObject({})) })),
});

/** An explanation of version 2, which knew clean images only, as one of today's; anything else as it is. */
function upgraded(content: unknown): unknown {
  const { success, data } = beforeConditions.safeParse(content);
  if (!success) return content;
  const { checkpoints, examples } = data;
  return {
    ...data,
    schema: EXPLAIN_SCHEMA,
    conditions: [],
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, averagesUnder: [] })),
    examples: examples.map((example) => ({
      ...example,
      answers: example.answers.map((answer) => ({ ...answer, topUnder: [] })),
    })),
  };
}

function parse<Schema extends z.ZodType>(
  content: unknown,
  subject: string,
  wanted: string,
  schema: Schema,
): z.infer<Schema> {
  const version = z.object({ schema: z.string() }).safeParse(content);
  if (!version.success) {
    throw new InputError(subject, { expected: `a result (${wanted})`, got: "JSON without a schema" });
  }
  if (version.data.schema !== wanted) {
    const remedy = EARLIER[version.data.schema] ?? OTHERS[version.data.schema];
    throw new InputError(subject, {
      expected: wanted,
      got: version.data.schema,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(subject, {
    expected: wanted,
    got: `${issue.path.join(".")}: ${issue.message}`,
    remedy: "The file is damaged, or was changed. Copy it again, or make it again with the command that wrote it.",
  });
}
