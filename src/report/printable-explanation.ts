import { printable, printableDeep } from "../core/printable.ts";
import type { Explanation } from "../result/explain-result.ts";

/** An explanation whose names are safe to show; its images and maps stay as they are. */
export function printableExplanation(stored: Explanation): Explanation {
  const { checkpoints, data, examples, figures } = stored;
  return {
    ...stored,
    data: printableDeep(data),
    checkpoints: checkpoints.map((checkpoint) => ({
      ...checkpoint,
      name: printable(checkpoint.name),
      layer: checkpoint.layer === null ? null : printable(checkpoint.layer),
    })),
    figures: printableDeep(figures),
    examples: examples.map(({ name, ...example }) => ({
      ...example,
      ...(name !== undefined && { name: printable(name) }),
    })),
  };
}
