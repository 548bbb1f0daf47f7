import type { Classifier } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";

/** @throws InputError, with the model's reason, when the network has no gradient to attack with */
export function requireGradient(id: string, model: Classifier): void {
  if (model.gradientUnavailable === undefined) return;
  throw new InputError(`attack ${id}`, {
    expected: "a network whose input gradient can be computed",
    got: `one where it cannot: ${model.gradientUnavailable}`,
    remedy: "Use square, which needs no gradient.",
  });
}
