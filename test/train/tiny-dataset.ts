import type { Dataset } from "../../src/core/dataset.ts";

/** So many 8x8 images of three classes; image i is painted all over in the grey 10 (i + 1), class i mod 3 or so. */
export function tinyDataset(count: number, split: Dataset["split"] = "train"): Dataset {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  return {
    name: "tiny",
    split,
    count,
    height: 8,
    width: 8,
    classes: ["ant", "bee", "cat"],
    labels,
    trueLabels: labels,
    sha256: "0".repeat(64),
    exampleId: (index) => ({ index }),
    read: async (indices) =>
      Uint8Array.from({ length: indices.length * 192 }, (_, k) => 10 * (indices[Math.floor(k / 192)] + 1)),
  };
}
