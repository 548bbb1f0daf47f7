import { z } from "zod";
import { attackResultSchema } from "./attack-result.ts";
import { baselineSchema } from "./baseline.ts";
import { budgetSchema } from "./budget.ts";
import { checkResultSchema } from "./check-result.ts";
import { denseSchema } from "./dense-result.ts";
import { explainSchema } from "./explain-result.ts";
import { resultSchema } from "./safety-result.ts";
import { segmentationSchema } from "./segmentation-result.ts";
import { cellRecordSchema } from "./study-cell.ts";
import { studyPlanSchema } from "./study-plan.ts";
import { studySchema } from "./study-result.ts";

/** Everything that the program stores as JSON, by the name of its published JSON Schema. */
export const STORED_SCHEMAS = {
  "safety-result": resultSchema,
  "segmentation-result": segmentationSchema,
  "attack-result": attackResultSchema,
  "dense-metrics": denseSchema,
  explanation: explainSchema,
  "study-plan": studyPlanSchema,
  "study-cell": cellRecordSchema,
  "study-result": studySchema,
  "check-result": checkResultSchema,
  baseline: baselineSchema,
  budget: budgetSchema,
} as const satisfies Record<string, z.ZodType>;

/** The published JSON Schemas (draft 2020-12), by name: of what is written, and of a budget as people write it. */
export function jsonSchemas(): Readonly<Record<keyof typeof STORED_SCHEMAS, object>> {
  const entries = Object.entries(STORED_SCHEMAS).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { io: name === "budget" ? "input" : "output" }),
  ]);
  return Object.fromEntries(entries);
}
