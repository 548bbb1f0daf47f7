import { described } from "../result/catalogue.ts";
import type { StoredDifference } from "../result/comparison.ts";
import type { Result } from "../result/safety-result.ts";

/** What a difference is of, in words: `Accuracy under FGSM at 0.01 (pixels)`. */
export function placeOf({ on, metric }: Pick<StoredDifference, "on" | "metric">, { catalogue }: Result): string {
  const { name } = described(catalogue.metrics, metric);
  switch (on.kind) {
    case "clean":
      return `${name} on clean images`;
    case "attack":
      return `${name} under ${described(catalogue.attacks, on.id).title} at ${on.epsilon} (${on.space === "pixel" ? "pixels" : "normalised input"})`;
    case "corruption":
      return `${name} under ${described(catalogue.corruptions, on.id).title}, severity ${on.severity}`;
    case "corruptions":
      return on.ids.length === 1
        ? `${name} under ${described(catalogue.corruptions, on.ids[0]).title}`
        : `${name}, mean over ${on.ids.length} corruptions (${on.ids.join(", ")})`;
  }
}
