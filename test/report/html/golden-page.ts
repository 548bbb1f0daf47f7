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

/** Four examples of the golden result's data: two that the first checkpoint alone gets right, one of the second, an error. */
export const explanation: Explanation = {
  schema: "ipswap-eval/explain/2",
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
    classAverages: [],
  })),
  figures: [],
  examples: EXAMPLES.map(({ index, label, predicted }) => ({
    index,
    label,
    reason: predicted.includes(label) ? "flip" : "error",
    image: PIXEL,
    answers: predicted.map((of) => ({
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
  predicted: EXAMPLES.map(({ label, predicted: [first, second] }, i) => [
    [first, i === 3 ? null : label + 1],
    [second, i === 3 ? null : i === 0 ? label : label + 2],
  ]),
};
