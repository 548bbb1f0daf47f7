import type { ExplainedExample } from "../result/explain-result.ts";

/** Why an example was chosen, in words. */
export const REASONS: Readonly<Record<ExplainedExample["reason"], string>> = {
  flip: "only one is right",
  error: "chosen as an error",
  overconfident: "chosen as a confident error",
  asked: "asked for",
};
