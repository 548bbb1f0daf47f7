import { describe, expect, test } from "vitest";
import { suites } from "../../corruptions/index.ts";
import { type Condition, SEVERITIES } from "../../src/core/condition.ts";
import type { CheckpointResult, Measurement, Result } from "../../src/evaluate/result.ts";
import { formatDifference, formatEpsilon, formatInterval, formatValue, PERCENT } from "../../src/report/format.ts";
import { safetySections } from "../../src/report/safety-sections.ts";
import { safetyTable } from "../../src/report/safety-table.ts";

const CLEAN = { aurc: 0.0561, eaurc: 0.0316, augrc: 0.02, fpr95: 0.597, ece: 0.106, brier: 0.321, nll: 0.9 };

function measured(condition: Condition, values: Record<string, number | null>): Measurement {
  return { condition, count: 100, values: { ...CLEAN, top5: 0.9, ...values }, intervals: { accuracy: [0.7, 0.8] } };
}

function checkpoint(name: string, accuracy: number, more: readonly Measurement[] = []): CheckpointResult {
  return {
    name,
    sha256: name,
    architecture: "resnet8",
    normalization: { mean: [0.5, 0.5, 0.5], std: [0.2, 0.25, 0.3] },
    output: "logits",
    measurements: [measured({ kind: "clean" }, { accuracy }), ...more],
    reliability: { gradientUnavailable: null, probe: null, flags: [] },
  };
}

function resultOf(...checkpoints: CheckpointResult[]): Result {
  return {
    schema: "ipswap-eval/result/1",
    tool: { name: "ipswap-eval", version: "0.0.0" },
    plan: {
      seed: 0,
      attacks: ["fgsm"],
      presets: ["standard"],
      epsilons: [0.01],
      attackLimit: null,
      corruptions: [],
      corruptedImages: { from: "generator", constants: "cifar", frostTextures: "procedural" },
    },
    engine: "onnx",
    data: { name: "emoji", split: "test", count: 100, classes: ["a", "b"], sha256: "0", notes: [] },
    checkpoints,
  };
}

const lineWith = (text: string, start: string) => text.split("\n").find((line) => line.trim().startsWith(start)) ?? "";

describe("the table", () => {
  const text = safetyTable(resultOf(checkpoint("first", 0.787), checkpoint("second", 0.819)), { color: false });

  test("puts checkpoints side by side, marks the better one and gives the difference", () => {
    expect(
      lineWith(text, "Accuracy")
        .split(/\s{2,}/)
        .map((cell) => cell.trim()),
    ).toEqual(["", "Accuracy", "% ↑", "78.7", "[70.0, 80.0]", "81.9 *", "[70.0, 80.0]", "+3.2"]);
  });

  test("marks nobody where the printed figures are equal", () => {
    expect(lineWith(text, "AURC")).toMatch(/x1000 ↓\s+56\.1\s+56\.1\s+0\.0/);
    expect(lineWith(text, "AURC")).not.toContain("*");
  });

  test("has no control characters without colour, and no line that ends in blanks from colour with it", () => {
    expect(text).not.toContain("\u001b");
    expect(safetyTable(resultOf(checkpoint("one", 0.5)), { color: true })).toContain("\u001b[");
  });

  test("prints a dash for what the examples do not define, and the others still compete", () => {
    const undefinedFirst = checkpoint("first", 1);
    undefinedFirst.measurements[0].values["fpr95"] = null;
    const row = lineWith(safetyTable(resultOf(undefinedFirst, checkpoint("second", 0.8)), { color: false }), "FPR95");
    expect(row).toMatch(/-\s+59\.7 \*/);
  });

  test("with one checkpoint has no column of changes", () => {
    expect(safetyTable(resultOf(checkpoint("only", 0.5)), { color: false })).not.toContain("change");
  });
});

describe("reliability", () => {
  const budget = { attack: "i-fgsm", space: "pixel", epsilon: 0.005 } as const;

  test("reasons to doubt a number stand below the table, and say where the rest is", () => {
    const flag = { ...budget, code: "gradient-zero", sentence: "The gradient is exactly zero.", evidence: {} };
    const doubted = {
      ...checkpoint("masked", 0.5),
      reliability: { gradientUnavailable: null, probe: null, flags: new Array(6).fill(flag) },
    };
    const text = safetyTable(resultOf(doubted), { color: false });
    expect(text).toContain("! masked, i-fgsm at 0.005 (pixel): The gradient is exactly zero.");
    expect(text).toContain("! masked: 2 more in result.json");
  });

  test("where there is none, what was looked at is said", () => {
    const fine = {
      ...checkpoint("fine", 0.5),
      reliability: { gradientUnavailable: null, probe: { ...budget, count: 64 }, flags: [] },
    };
    expect(safetyTable(resultOf(fine), { color: false })).toMatch(/fine: .*no reason to doubt I-FGSM at 0.005 .* 64 /);
  });
});

test("an epsilon is shown in both spaces and in grey levels", () => {
  const pixel: Condition = { kind: "attack", id: "fgsm", space: "pixel", epsilon: 0.01 };
  const normalized: Condition = { kind: "attack", id: "fgsm", space: "normalized", epsilon: 0.01 };
  const sections = safetySections(
    resultOf(checkpoint("only", 0.5, [measured(pixel, { accuracy: 0.2 }), measured(normalized, { accuracy: 0.4 })])),
  );
  // The mean std is 0.25: 0.01 of a pixel is 0.04 normalised and 2.55 grey levels; normalised 0.01 is 0.0025 of a pixel.
  expect(sections[1].rows[0].label).toMatch(/^0\.01 +2\.55\/255, normalised 0\.04$/);
  expect(sections[2].rows[0].label).toMatch(/^0\.01 +0\.64\/255, pixels 0\.0025$/);
});

test("corruptions: mean over severities, over the suites that are complete, and the drop from clean", () => {
  const [paper] = suites;
  const measurements = paper.corruptions.flatMap(({ id }, i) =>
    SEVERITIES.map((severity) =>
      measured({ kind: "corruption", id, severity }, { accuracy: 0.5 + i / 100 - severity / 10 }),
    ),
  );
  const [, perCorruption, together] = safetySections(resultOf(checkpoint("only", 0.787, measurements)));
  // Severities 1...5 take away 0.3 on average; the ten corruptions add 0.045.
  expect(perCorruption.rows.map(({ values }) => values[0].toFixed(6))).toEqual(
    paper.corruptions.map((_, i) => (0.2 + i / 100).toFixed(6)),
  );
  const rowOf = (label: string) => together.rows.find((row) => row.label.includes(label))?.values[0];
  expect(rowOf("Accuracy, mean")).toBeCloseTo(0.245, 12);
  expect(rowOf("of paper-10")).toBeCloseTo(0.245, 12);
  expect(rowOf("of standard-15")).toBeUndefined();
  expect(rowOf("drop from clean")).toBeCloseTo(0.787 - 0.245, 12);
  expect(rowOf("ECE, mean")).toBeCloseTo(0.106, 12);
});

describe("figures", () => {
  test("a difference that rounds to nothing has no sign", () => {
    expect(formatDifference(-0.0001, PERCENT)).toBe("0.0");
    expect(formatDifference(0.0126, PERCENT)).toBe("+1.3");
    expect(formatDifference(-0.0126, PERCENT)).toBe("-1.3");
    expect(formatDifference(Number.NaN, PERCENT)).toBe("");
  });

  test("values, intervals and epsilons", () => {
    expect(formatValue(0.7792, PERCENT)).toBe("77.9");
    expect(formatValue(Number.NaN, PERCENT)).toBe("-");
    expect(formatInterval([0.1, 0.256], PERCENT)).toBe("[10.0, 25.6]");
    expect(formatInterval(undefined, PERCENT)).toBe("");
    expect(formatEpsilon(8 / 255)).toBe("0.0314");
    expect(formatEpsilon(0.05)).toBe("0.05");
  });
});

test("says how a file was read, where not as it is", () => {
  const [first, second] = [checkpoint("first", 0.7), checkpoint("second", 0.8)];
  const read = { ...second, output: "probabilities" as const, resizedTo: { height: 224, width: 200 } };
  const text = safetyTable(resultOf(first, read), { color: false });
  expect(lineWith(text, "second: gives")).toMatch(/probabilities/);
  expect(lineWith(text, "second: images")).toMatch(/224 x 200/);
  expect(text).not.toContain("first:");
});
