import { expect, test } from "vitest";
import { Incomparable } from "../../src/core/error.ts";
import { checkSides } from "../../src/gate/check-sides.ts";
import type { Side } from "../../src/gate/side.ts";
import { budgetOf } from "./support/budget-of.ts";
import { CLEAN, fgsm, fog, makeSide } from "./support/make-side.ts";

const labels = [0, 1, 2, 0, 1, 2];
const severities = [1, 2, 3, 4, 5] as const;
const make = (name: string, over: Partial<Side> = {}): Side => ({
  ...makeSide(name, labels, [
    { condition: CLEAN, predicted: labels },
    { condition: fgsm(0.01), predicted: labels.slice(0, 3) },
    ...severities.map((severity) => ({ condition: fog(severity), predicted: labels })),
  ]),
  ...over,
});
const base = make("base");
const everywhere = ["clean", "corruptions", "attack/*/*"].map((on) => ({ metric: "accuracy", on }));
const check = (candidate: Side, rules: readonly object[] = everywhere) =>
  checkSides(base, candidate, budgetOf(rules), { toolVersion: "0.0.0" });

/** The fields that the error names, and nothing else. */
function fieldsOf(candidate: Side, rules?: readonly object[]): readonly string[] {
  try {
    check(candidate, rules);
  } catch (error) {
    expect(error).toBeInstanceOf(Incomparable);
    const lines = (error as Error).message.split("\n").slice(1, -1);
    return lines.map((line) => line.trim().split(": ")[0]);
  }
  return [];
}

test("the same question is compared, whatever tool, name or path", () => {
  expect(fieldsOf(make("other", { tool: { name: "ipswap-eval", version: "9.9.9" }, source: "elsewhere" }))).toEqual([]);
});

test.each([
  ["other data", { data: { ...base.data, sha256: "6".repeat(64) } }, ["data.sha256"]],
  ["other classes", { data: { ...base.data, classes: ["cat", "dog", "cow"] } }, ["data.classes"]],
  ["another split", { data: { ...base.data, split: "train" as const } }, ["data.split"]],
  ["another seed", { plan: { ...base.plan, seed: 7 } }, ["plan.seed"]],
  [
    "other corrupted images",
    { plan: { ...base.plan, corruptedImages: { from: "files" as const, sha256: "0" } } },
    [
      "plan.corruptedImages.from",
      "plan.corruptedImages.sha256",
      "plan.corruptedImages.constants",
      "plan.corruptedImages.frostTextures",
    ],
  ],
  ["another engine", { engine: "cpu" }, ["engine"]],
  [
    "another version of a metric",
    {
      catalogue: {
        ...base.catalogue,
        metrics: base.catalogue.metrics.map((metric) =>
          metric.id === "accuracy" ? { ...metric, version: 2 } : metric,
        ),
      },
    },
    ["catalogue.metrics.accuracy.version"],
  ],
  [
    "other settings of an attack",
    {
      catalogue: {
        ...base.catalogue,
        attacks: base.catalogue.attacks.map((attack) => ({ ...attack, settings: { ...attack.settings, steps: 99 } })),
      },
    },
    ["catalogue.attacks.fgsm.settings.steps"],
  ],
  ["other examples", { index: Int32Array.of(0, 1, 2, 3, 4, 9) }, ["examples[5]"]],
  ["other labels", { labels: Int32Array.of(0, 1, 2, 0, 1, 1) }, ["labels[5]"]],
  [
    "another number of attacked examples",
    { conditions: base.conditions.map((each) => (each.condition.kind === "attack" ? { ...each, count: 2 } : each)) },
    ["conditions.attack-fgsm-pixel-0.01.count"],
  ],
  [
    "another space of epsilon: the condition was not measured",
    {
      conditions: base.conditions.map((each) =>
        each.condition.kind === "attack"
          ? { ...each, condition: { ...each.condition, space: "normalized" as const } }
          : each,
      ),
    },
    ["conditions.attack-fgsm-pixel-0.01"],
  ],
  [
    "several conditions in the same way: they are named together",
    { conditions: base.conditions.map((each) => ({ ...each, count: 2 })) },
    [
      `conditions.{${["clean", ...severities.map((severity) => `corruption-fog-${severity}`)].join(", ")}}.count`,
      "conditions.attack-fgsm-pixel-0.01.count",
    ],
  ],
  ["several at once", { engine: "cpu", index: Int32Array.of(5, 1, 2, 3, 4, 9) }, ["engine", "examples[0]"]],
] as readonly (readonly [string, Partial<Side>, readonly string[]])[])("%s", (_, over, fields) => {
  expect(fieldsOf(make("other", over))).toEqual(fields);
});

test("what no gated figure depends on may differ", () => {
  const clean = [{ metric: "accuracy" }];
  expect(fieldsOf(make("other", { engine: "cpu", plan: { ...base.plan, seed: 7 } }), clean)).toEqual([]);
  const corrupted = [{ metric: "accuracy", on: "corruptions" }];
  expect(fieldsOf(make("other", { engine: "cpu" }), corrupted)).toEqual([]);
});

test("both values are shown", () => {
  expect(() => check(make("other", { engine: "cpu" }))).toThrow('engine: baseline "onnx", candidate "cpu"');
});
