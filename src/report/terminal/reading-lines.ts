import type { DataDescription } from "../../result/data.ts";
import type { CheckpointResult } from "../../result/safety-result.ts";

/** What a result says of what it is of. */
interface Read {
  readonly data: Pick<DataDescription, "notes">;
  readonly checkpoints: readonly (Pick<CheckpointResult, "name" | "output" | "resizedTo" | "outputs"> &
    Partial<Pick<CheckpointResult, "notes">>)[];
}

/** What was left out of the data, and how images and other programs' files were read where that is not as they are. */
export function readingLines({ data, checkpoints }: Read): readonly string[] {
  return [
    ...data.notes,
    ...checkpoints.flatMap(({ name, notes, output, resizedTo, outputs }) => [
      ...(output === "probabilities"
        ? [`${name}: gives probabilities; what stands before or their logarithm is used`]
        : []),
      ...(resizedTo === undefined
        ? []
        : [`${name}: images are enlarged to ${resizedTo.height} x ${resizedTo.width} in front of it, bilinear`]),
      ...(outputs === undefined ? [] : [`${name}: its outputs are put into the order of the data's classes`]),
      ...(notes ?? []).map((note) => (note.startsWith(name) ? note : `${name}: ${note}`)),
    ]),
  ];
}
