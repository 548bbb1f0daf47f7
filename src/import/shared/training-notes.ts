import { counted } from "../../core/counted.ts";

/** What is to be known of layers that a file has in training mode: they are computed as in evaluation. */
export function trainingNotes(kinds: readonly string[]): readonly string[] {
  if (kinds.length === 0) return [];
  const names = [...new Set(kinds)].join(" and ");
  const left = kinds.every((kind) => /dropout/i.test(kind)) ? "left out" : "computed as in evaluation";
  return [
    `The file has ${counted(kinds.length, "layer")} of ${names} in training mode, which would answer at random or by the batch: ${left}.`,
  ];
}
