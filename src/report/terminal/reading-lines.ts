import type { Result } from "../../result/safety-result.ts";

/** How files of other programs were read, where that is not as they are: a line for each. */
export function readingLines({ checkpoints }: Result): readonly string[] {
  return checkpoints.flatMap(({ name, output, resizedTo }) => [
    ...(output === "probabilities"
      ? [`${name}: gives probabilities; what stands before or their logarithm is used`]
      : []),
    ...(resizedTo === undefined
      ? []
      : [`${name}: images are enlarged to ${resizedTo.height} x ${resizedTo.width} in front of it, bilinear`]),
  ]);
}
