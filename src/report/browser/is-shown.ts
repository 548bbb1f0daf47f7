import type { ExampleFacts } from "./page-data.ts";
import type { View } from "./view.ts";

/** Whether an example is among those that a view asks for; one that was not measured under the condition is not. */
export function isShown(
  { label, predicted }: Pick<ExampleFacts, "label" | "predicted">,
  { which, label: wanted, condition }: View,
): boolean {
  if (wanted !== undefined && label !== wanted) return false;
  const answers = predicted.map((of) => of[condition] ?? null);
  if (answers.every((answer) => answer === null)) return false;
  if (which === "all") return true;
  if (which === "errors") return answers.every((answer) => answer !== null && answer !== label);
  const [right, wrong] = which.split("-").map((place) => answers[Number(place)] ?? null);
  return right === label && wrong !== null && wrong !== label;
}
