import { describe, expect, test } from "vitest";
import { attackTable } from "../../../src/report/terminal/attack-table.ts";
import { type AttackResult, attackResultSchema } from "../../../src/result/attack-result.ts";

const units = { pixel: [0.01, 0.01, 0.01], normalized: [0.05, 0.04, 0.04] };

/** Three images: one that held, one from a file that broke after 2 steps, one whose answer is not a number. */
const RESULT = attackResultSchema.parse({
  schema: "ipswap-eval/attack/2",
  tool: { name: "ipswap-eval", version: "0.0.0" },
  command: null,
  engine: "cpu",
  seed: 0,
  checkpoint: {
    name: "net",
    sha256: "0",
    architecture: "linear",
    normalization: { mean: [0.5, 0.5, 0.5], std: [0.2, 0.25, 0.25] },
    output: "probabilities",
  },
  data: {
    name: "pets",
    split: "test",
    count: 3,
    height: 8,
    width: 8,
    classes: ["cat\u001b[2J", "dog"],
    superclasses: null,
    sha256: "0",
    notes: ["Left out: 2 hidden files named as images."],
  },
  attack: { id: "pgd", title: "PGD", source: "", norm: "linf", loss: "cross-entropy", settings: { steps: 20 } },
  space: "pixel",
  epsilon: 0.01,
  study: {
    clean: 1,
    accuracy: 1 / 3,
    units,
    warnings: [],
    curve: [{ epsilon: 0.01, units, accuracy: 1 / 3 }],
    steps: [{ restart: 0, step: 0, loss: 0.123456, best: 0.2, fooled: 0 }],
    rivals: [],
    flags: [],
    examples: [
      { index: 0, label: 0, clean: 0, attacked: 0, confidence: [0.9, 0.8], brokenAfter: -1 },
      {
        index: 1,
        name: "cat/7.png",
        label: 0,
        clean: 0,
        attacked: 1,
        confidence: [0.9, 0.1],
        brokenAfter: 2,
        brokenAt: 0.01,
      },
      { index: 2, label: 1, clean: 1, attacked: -1, confidence: [0.7, 0], brokenAfter: 1, brokenAt: 0.01 },
    ],
  },
  brokenFirst: [2, 1],
}) as AttackResult;

describe("the table of an attack", () => {
  const lines = attackTable(RESULT, { color: false }).split("\n");
  const lineWith = (start: string) => lines.find((line) => line.trim().startsWith(start)) ?? "";
  const cellsOf = (line: string) => line.trim().split(/\s{2,}/);

  test("an image is named by its file where it has one; an answer that is not a number is no class", () => {
    expect(cellsOf(lineWith("cat/7.png"))).toEqual([
      "cat/7.png",
      "cat\\u001b[2J",
      "dog",
      "90.0 % → 10.0 %",
      "2 steps",
      "0.01",
    ]);
    expect(cellsOf(lineWith("2 "))).toEqual(["2", "dog", "not a number", "70.0 % → 0.0 %", "1 step", "0.01"]);
  });

  test("epsilon in both spaces: 0.01 of 255 levels is 2.55, divided by the standard deviations 0.04 to 0.05", () => {
    expect(cellsOf(lineWith("0.01 "))).toEqual(["0.01", "2.55", "0.04 to 0.05", "33.3 %", "██████████"]);
  });

  test("what was left out and how the file was read stand on top", () => {
    expect(lines.slice(2, 5)).toEqual([
      " steps 20",
      " Left out: 2 hidden files named as images.",
      " net: gives probabilities; what stands before or their logarithm is used",
    ]);
  });
});
