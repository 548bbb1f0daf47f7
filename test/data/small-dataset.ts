import type { Dataset } from "../../src/core/dataset.ts";
import { identified, recordsInMemory } from "../../src/data/records.ts";

/** A training set of 1x1 images: record i has the pixel [i, i, i] mod 256 unless `pixels` are given. */
export function smallDataset(
  labels: readonly number[],
  superclassOf?: readonly number[],
  pixels = Uint8Array.from(labels.flatMap((_, i) => [i, i, i])),
): Promise<Dataset> {
  const classes = superclassOf ?? Array.from({ length: Math.max(...labels) + 1 }, () => 0);
  const given = Int32Array.from(labels);
  return identified(
    recordsInMemory(
      {
        name: "small",
        split: "train",
        count: labels.length,
        height: 1,
        width: 1,
        classes: classes.map((_, k) => `class ${k}`),
        labels: given,
        trueLabels: given,
        ...(superclassOf === undefined
          ? {}
          : {
              superclasses: {
                names: [...new Set(superclassOf)].map((k) => `superclass ${k}`),
                of: Int32Array.from(superclassOf),
              },
            }),
      },
      pixels,
    ),
  );
}
