import { readFileSync } from "node:fs";
import type { ExampleAnswers } from "../../../src/result/example-answers.ts";
import type { Explanation } from "../../../src/result/explain-result.ts";
import { parseResult } from "../../../src/result/read-result.ts";

/** A result of the bundled checkpoints, as `safety` wrote it. */
export const golden = parseResult(
  JSON.parse(readFileSync(new URL("../../fixtures/result/golden.json", import.meta.url), "utf8")),
  "golden.json",
);

/** A name that would run, end an element or turn the text around, if it were not text. */
export const HOSTILE = `</script><img src=x onerror="window.harmed=1">"'\n\u202e${"x".repeat(10_000)}`;

/** A grey pixel as PNG. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** Class that each of the two checkpoints predicts for each example, and the true one. */
const EXAMPLES = [
  { index: 3, label: 0, predicted: [0, 1] },
  { index: 8, label: 1, predicted: [2, 1] },
  { index: 21, label: 1, predicted: [1, 3] },
  { index: 34, label: 2, predicted: [4, 5] },
];

/** A class's mean answer: some of it for the class itself, the rest for the next one. */
const average = (k: number, own: number) => ({
  count: 4,
  top: [
    { class: k, probability: own },
    { class: (k + 1) % 26, probability: 1 - own },
  ].sort((a, b) => b.probability - a.probability),
  superclassMass: own,
});

/** Class that a checkpoint predicts under fog; null where it was not measured. */
const predictedUnderFog = (index: number, label: number, checkpoint: number) => {
  if (index === 34) return null;
  if (checkpoint === 0) return label + 1;
  return index === 3 ? label : label + 2;
};

function underFog(index: number, label: number, checkpoint: number) {
  const k = predictedUnderFog(index, label, checkpoint);
  return k === null ? null : [{ class: k, probability: 0.625 }];
}

/** Four examples of the golden result's data: two that the first checkpoint alone gets right, one of the second, an error. */
export const explanation: Explanation = {
  schema: "ipswap-eval/explain/3",
  tool: golden.tool,
  seed: 0,
  data: golden.data,
  checkpoints: golden.checkpoints.map(({ name, sha256 }) => ({
    name,
    sha256,
    method: "grad-cam",
    layer: "stage3",
    height: 1,
    width: 2,
    classAverages: golden.data.classes.map((_, k) => average(k, 0.5)),
    averagesUnder: [golden.data.classes.map((_, k) => ({ class: k, ...average(k, 0.25) }))],
  })),
  conditions: [{ kind: "corruption", id: "fog", severity: 5 }],
  figures: [],
  examples: EXAMPLES.map(({ index, label, predicted }) => ({
    index,
    label,
    reason: predicted.includes(label) ? "flip" : "error",
    image: PIXEL,
    answers: predicted.map((of, c) => ({
      topUnder: [underFog(index, label, c)],
      top: [
        { class: of, probability: 0.75 },
        { class: (of + 6) % 26, probability: 0.125 },
      ],
      maps: [{ class: of, score: 2, peak: index === 34 ? 0 : 1, values: index === 34 ? "AAA=" : "AP8=" }],
    })),
  })),
};

/** Under fog at severity 5 the second checkpoint alone gets the first example right; the last was not measured. */
export const answers: ExampleAnswers = {
  conditions: [{ kind: "clean" }, { kind: "corruption", id: "fog", severity: 5 }],
  predicted: EXAMPLES.map(({ index, label, predicted }) =>
    predicted.map((of, checkpoint) => [of, predictedUnderFog(index, label, checkpoint)]),
  ),
};

/** A figure of the explanations; it differs between the checkpoints. */
export const roadFigure: Explanation["figures"][number] = {
  ...{ id: "road", name: "ROAD", title: "road", source: "", unit: "%", better: "higher" },
  ...{ range: [-0.5, 0.5], definition: {}, version: 1, chance: 0 },
  scores: [
    { value: 0.125, interval: [0.1, 0.15], count: 8, missing: null },
    { value: -0.031, interval: [-0.07, 0.01], count: 8, missing: null },
  ],
  differences: [{ baseline: "hard-label", candidate: "ipswap", difference: -0.156, interval: [-0.2, -0.1] }],
};
