/** Space in which an attack's epsilon is measured: pixels in [0, 1], or the network's normalised input. */
export type EpsilonSpace = "pixel" | "normalized";

/** What was done to the images before the network saw them. */
export type Condition =
  | { readonly kind: "clean" }
  | { readonly kind: "attack"; readonly id: string; readonly space: EpsilonSpace; readonly epsilon: number }
  | { readonly kind: "corruption"; readonly id: string; readonly severity: Severity };

/** Severity of a corruption, 1 (mildest) ... 5. */
export type Severity = 1 | 2 | 3 | 4 | 5;
export const SEVERITIES: readonly Severity[] = [1, 2, 3, 4, 5];

/**
 * A stable, readable key of a condition, fit for a file name.
 *
 * @example
 * conditionKey({ kind: "attack", id: "fgsm", space: "pixel", epsilon: 0.001 }) // "attack-fgsm-pixel-0.001"
 */
export function conditionKey(condition: Condition): string {
  switch (condition.kind) {
    case "clean":
      return "clean";
    case "attack":
      return `attack-${condition.id}-${condition.space}-${condition.epsilon}`;
    case "corruption":
      return `corruption-${condition.id}-${condition.severity}`;
  }
}
