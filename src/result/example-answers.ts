import type { Condition } from "../core/condition.ts";

/** What checkpoints took chosen examples for under each condition. */
export interface ExampleAnswers {
  readonly conditions: readonly Condition[];
  /**
   * Index of the predicted class, [example][checkpoint][condition]; -1 where the answer is no number, null where the
   * example was not measured under the condition.
   */
  readonly predicted: readonly (readonly (readonly (number | null)[])[])[];
}
