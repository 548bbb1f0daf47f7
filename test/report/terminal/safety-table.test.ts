import { describe, expect, test } from "vitest";
import { suites } from "../../../corruptions/index.ts";
import { type Condition, SEVERITIES } from "../../../src/core/condition.ts";
import {
  formatDifference,
  formatDifferenceInterval,
  formatInterval,
  formatValue,
  PERCENT,
} from "../../../src/report/format.ts";
import { safetyTable } from "../../../src/report/terminal/safety-table.ts";
import type { StoredDifference } from "../../../src/result/comparison.ts";
import type { CheckpointResult } from "../../../src/result/safety-result.ts";
import { checkpoint, measured, resultOf } from "../../result/make-result.ts";

const lineWith = (text: string, start: string) => text.split("\n").find((line) => line.trim().startsWith(start)) ?? "";
const cellsOf = (line: string) => line.trim().split(/\s{2,}/);
/** With the breaks of long sentences undone. */
const unbroken = (text: string) => text.replaceAll(/\n (?=\S)/g, " ");
const plain = (checkpoints: readonly CheckpointResult[], differences?: readonly StoredDifference[]) =>
  safetyTable(resultOf(checkpoints, differences), { color: false });

const clean = (metric: string, difference: number, interval: readonly [number, number]): StoredDifference => ({
  on: { kind: "clean" },
  metric,
  difference,
  interval,
});

describe("clean images", () => {
  const pair = [checkpoint("first", { accuracy: 0.787 }), checkpoint("second", { accuracy: 0.819 })];
  const text = plain(pair, [clean("accuracy", 0.032, [0.01, 0.054]), clean("aurc", 0, [-0.01, 0.01])]);

  test("two checkpoints stand side by side with intervals, and the change with its paired interval", () => {
    expect(cellsOf(lineWith(text, "Accuracy"))).toEqual([
      "Accuracy",
      "% ↑",
      "78.7",
      "[70.0, 80.0]",
      "81.9 *",
      "[70.0, 80.0]",
      "+3.2",
      "[+1.0, +5.4]",
    ]);
  });

  test("a star says that the paired interval excludes zero, and nothing else", () => {
    expect(lineWith(text, "AURC")).not.toContain("*");
    const worse = plain(pair, [clean("accuracy", -0.032, [-0.054, -0.01])]);
    expect(lineWith(worse, "Accuracy")).toContain("81.9 *");
    expect(plain(pair)).not.toMatch(/\d \*/);
  });

  test("what the examples do not define is a dash", () => {
    expect(lineWith(plain([checkpoint("only", { accuracy: 1, fpr95: null })]), "FPR95")).toMatch(/% ↓\s+-/);
  });

  test("one checkpoint has no change, and more than two have no intervals", () => {
    expect(plain([checkpoint("only", { accuracy: 0.5 })])).not.toContain("change");
    const three = plain(["a", "b", "c"].map((name) => checkpoint(name, { accuracy: 0.5 })));
    expect(cellsOf(lineWith(three, "Accuracy"))).toEqual(["Accuracy", "% ↑", "50.0", "50.0", "50.0"]);
  });

  test("no line is wider than a screen, however long the names are", () => {
    const long = plain(["x", "y"].map((letter) => checkpoint(letter.repeat(200), { accuracy: 0.5 })));
    for (const line of long.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  test("no control characters without colour", () => {
    expect(text).not.toContain("\u001b");
    expect(safetyTable(resultOf(pair), { color: true })).toContain("\u001b[");
  });
});

describe("attacks", () => {
  const condition = (id: string, space: "pixel" | "normalized", epsilon: number): Condition => ({
    kind: "attack",
    id,
    space,
    epsilon,
  });
  const attacked = (space: "pixel" | "normalized") =>
    ["fgsm", "i-fgsm", "ensemble"].flatMap((id, i) =>
      [0.01, 0.001].map((epsilon) => ({
        ...measured(condition(id, space, epsilon), { accuracy: 0.5 - i / 10 - epsilon }),
        epsilon: {
          pixel: (space === "pixel" ? [epsilon, epsilon, epsilon] : [0.2, 0.25, 0.3].map((s) => s * epsilon)) as [
            number,
            number,
            number,
          ],
          normalized: [0, 0, 0] as [number, number, number],
        },
      })),
    );
  const text = plain([checkpoint("only", { accuracy: 0.5 }, [...attacked("pixel"), ...attacked("normalized")])]);

  test("epsilons are columns in rising order, attacks are rows, the worst case is one of them", () => {
    expect(cellsOf(lineWith(text, "epsilon"))).toEqual(["epsilon", "0.001", "0.01"]);
    expect(cellsOf(lineWith(text, "FGSM"))).toEqual(["FGSM", "only", "49.9", "49.0"]);
    expect(cellsOf(lineWith(text, "worst case"))).toEqual(["worst case", "only", "29.9", "29.0"]);
  });

  test("each space has its block, with epsilon in grey levels below", () => {
    const levels = text.split("\n").filter((line) => line.includes("of 255 levels"));
    // The mean std is 0.25: a normalised epsilon of 0.01 is 0.0025 of a pixel's range, 0.64 of 255.
    expect(levels.map(cellsOf)).toEqual([
      ["of 255 levels", "0.26", "2.55"],
      ["of 255 levels", "0.06", "0.64"],
    ]);
  });
});

describe("corruptions", () => {
  test("mean over severities, of each, of all, of complete suites, and the drop from clean", () => {
    const ids = ["fog", "contrast"];
    const measurements = ids.flatMap((id, i) =>
      SEVERITIES.map((severity) =>
        measured({ kind: "corruption", id, severity }, { accuracy: 0.5 + i / 10 - severity / 10 }),
      ),
    );
    const text = plain([checkpoint("only", { accuracy: 0.787 }, measurements)]);
    // Severities 1 to 5 take away 0.3 on average.
    expect(cellsOf(lineWith(text, "Fog"))).toEqual(["Fog", "20.0"]);
    expect(cellsOf(lineWith(text, "Contrast"))).toEqual(["Contrast", "30.0"]);
    expect(cellsOf(lineWith(text, "all (2)"))).toEqual(["all (2)", "25.0"]);
    expect(cellsOf(lineWith(text, "drop from clean"))).toEqual(["drop from clean", "53.7"]);
  });

  test("many are shown by family, and a suite that is part of them by its id", () => {
    const all = suites.find(({ id }) => id === "all-19");
    const measurements = (all?.corruptions ?? []).flatMap(({ id, family }) =>
      SEVERITIES.map((severity) =>
        measured({ kind: "corruption", id, severity }, { accuracy: family === "noise" ? 0.2 : 0.6 }),
      ),
    );
    const text = plain([checkpoint("only", { accuracy: 0.7 }, measurements)]);
    const noises = (all?.corruptions ?? []).filter(({ family }) => family === "noise").length;
    expect(cellsOf(lineWith(text, `noise (${noises})`))).toEqual([`noise (${noises})`, "20.0"]);
    expect(cellsOf(lineWith(text, "weather"))[1]).toBe("60.0");
    // IPSwap's ten have no noise among them.
    expect(cellsOf(lineWith(text, "paper-10"))).toEqual(["paper-10", "60.0"]);
    expect(lineWith(text, "Fog")).toBe("");
    const full = safetyTable(resultOf([checkpoint("only", { accuracy: 0.7 }, measurements)]), {
      color: false,
      full: true,
    });
    expect(cellsOf(lineWith(full, "Fog"))).toEqual(["Fog", "60.0"]);
    expect(lineWith(full, "weather")).toBe("");
  });
});

describe("reliability", () => {
  const budget = { attack: "i-fgsm", space: "pixel", epsilon: 0.005 } as const;

  test("reasons to doubt a number stand below the table, and say where the rest is", () => {
    const flag = { ...budget, code: "gradient-zero", sentence: "The gradient is exactly zero.", evidence: {} };
    const doubted = {
      ...checkpoint("masked", { accuracy: 0.5 }),
      reliability: { gradientUnavailable: null, probe: null, flags: new Array(6).fill(flag) },
    };
    const text = plain([doubted]);
    expect(text).toContain("! masked, i-fgsm at 0.005 (pixel): The gradient is exactly zero.");
    expect(text).toContain("! masked: 2 more in result.json");
  });

  test("where there is none, what was looked at is said", () => {
    const fine = {
      ...checkpoint("fine", { accuracy: 0.5 }),
      reliability: { gradientUnavailable: null, probe: { ...budget, count: 64 }, flags: [] },
    };
    expect(unbroken(plain([fine]))).toMatch(/fine: .*no reason to doubt I-FGSM at 0.005 .* 64 /);
  });
});

test("warnings of one kind are one line", () => {
  const warning = { attack: "fgsm", space: "pixel", code: "epsilon-below-grey-level" } as const;
  const warnings = [0.001, 0.003].map((epsilon) => ({ ...warning, epsilon, sentence: `Epsilon ${epsilon} is small.` }));
  const text = safetyTable({ ...resultOf([checkpoint("only", { accuracy: 0.5 })]), warnings }, { color: false });
  expect(lineWith(text, "! Epsilon")).toBe(" ! Epsilon 0.001 is small. (1 more of this kind in result.json)");
});

describe("figures", () => {
  test("a difference that rounds to nothing has no sign", () => {
    expect(formatDifference(-0.0001, PERCENT)).toBe("0.0");
    expect(formatDifference(0.0126, PERCENT)).toBe("+1.3");
    expect(formatDifference(-0.0126, PERCENT)).toBe("-1.3");
    expect(formatDifference(Number.NaN, PERCENT)).toBe("");
    expect(formatDifferenceInterval([-0.1, 0.256], PERCENT)).toBe("[-10.0, +25.6]");
  });

  test("values, intervals and epsilons", () => {
    expect(formatValue(0.7792, PERCENT)).toBe("77.9");
    expect(formatValue(Number.NaN, PERCENT)).toBe("-");
    expect(formatInterval([0.1, 0.256], PERCENT)).toBe("[10.0, 25.6]");
    expect(formatInterval(undefined, PERCENT)).toBe("");
  });
});

test("what was left out of the data is said", () => {
  const result = resultOf([checkpoint("only", { accuracy: 0.7 })]);
  const noted = { ...result, data: { ...result.data, notes: ["Left out: 2 images."] } };
  expect(safetyTable(noted, { color: false })).toContain("\n Left out: 2 images.\n");
});

test("says how a file was read, where not as it is", () => {
  const [first, second] = [checkpoint("first", { accuracy: 0.7 }), checkpoint("second", { accuracy: 0.8 })];
  const read = { ...second, output: "probabilities" as const, resizedTo: { height: 224, width: 200 }, outputs: [1, 0] };
  const notes = ["its pools are ceil", "second gets 3.0 % of 64 images right: was it trained with that?"];
  const text = plain([first, { ...read, notes }]);
  expect(lineWith(text, "second: its pools")).not.toBe("");
  expect(lineWith(text, "second gets 3.0 %")).not.toBe("");
  expect(lineWith(text, "second: gives")).toMatch(/probabilities/);
  expect(lineWith(text, "second: images")).toMatch(/224 x 200/);
  expect(lineWith(text, "second: its outputs")).toMatch(/order of the data's classes/);
  expect(lineWith(text, "first:")).toBe("");
});
