import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parseBudget } from "../../src/gate/budget/parse-budget.ts";
import { fits, fitsSlice } from "../../src/gate/budget/pattern.ts";
import { resolveBudget } from "../../src/gate/budget/resolve-budget.ts";
import { gateMetrics } from "../../src/gate/side.ts";
import { jsonSchemas } from "../../src/result/schemas.ts";
import { budgetOf } from "./support/budget-of.ts";
import { CLEAN, fgsm, fog, makeSide } from "./support/make-side.ts";

const labels = [0, 1, 2, 0];
const side = makeSide("a", labels, [
  { condition: CLEAN, predicted: labels },
  { condition: fgsm(0.01), predicted: labels.slice(0, 2) },
  ...([1, 2, 3, 4, 5] as const).map((severity) => ({ condition: fog(severity), predicted: labels })),
]);
const ids = (rules: readonly object[], more?: object) => resolveBudget(budgetOf(rules, more), side).map(({ id }) => id);

describe("errors say line and column", () => {
  test.each([
    // Counted by hand: lines from 1, columns from 1.
    ["a syntax error", '{\n  "schema": oops\n}', /^b\.json:2:13: expected JSON/],
    ["a name twice", '{\n  "schema": "ipswap-eval/budget/1",\n  "schema": "x" }', /^b\.json:3:3: .*"schema" again/],
    ["no rules", '{ "schema": "ipswap-eval/budget/1" }', /^b\.json:1:1: .*got rules: /],
    [
      "a level that is none",
      '{ "schema": "ipswap-eval/budget/1",\n "rules": [\n  { "metric": "ece",\n    "level": "fatal" } ] }',
      /^b\.json:4:14: .*got rules\.0\.level: /,
    ],
    [
      "an unknown field",
      '{ "schema": "ipswap-eval/budget/1",\n "rules": [ { "metric": "ece",\n "tolerance": 1 } ] }',
      /^b\.json:3:15: .*"tolerance"/,
    ],
    [
      "limits that nothing fits between",
      '{ "schema": "ipswap-eval/budget/1", "rules": [\n {"metric": "accuracy", "min": 0.9, "max": 0.1} ] }',
      /^b\.json:2:32: expected at most max, 0\.1/,
    ],
  ])("%s", (_, text, message) => {
    expect(() => parseBudget(text, "b.json")).toThrow(message);
  });

  test("text that is too long, or nested too deep, is not parsed", () => {
    expect(() => parseBudget("[".repeat(10_000), "b.json")).toThrow(/nested more than 20 deep/);
    expect(() => parseBudget(" ".repeat(2 ** 21), "b.json")).toThrow(/characters/);
  });

  test("non-inferiority needs margins, and has no policy for what is inconclusive", () => {
    const mode = { mode: "non-inferiority" };
    expect(() => budgetOf([{ metric: "accuracy" }], mode)).toThrow(/a margin above 0/);
    expect(() => budgetOf([{ metric: "accuracy", margin: 0.1, inconclusive: "warn" }], mode)).toThrow(/evidence only/);
    expect(() => budgetOf([{ metric: "accuracy", margin: 0.1 }], { ...mode, inconclusive: "off" })).toThrow(/evidence/);
    expect(budgetOf([{ metric: "accuracy", min: 0.5 }], mode).budget.mode).toBe("non-inferiority");
  });
});

describe("the published JSON Schema", () => {
  const validate = new Ajv2020({ strict: false }).compile(jsonSchemas().budget);
  const sample = (rule: object) => ({ schema: "ipswap-eval/budget/1", rules: [rule] });

  test.each([
    [{ metric: "accuracy" }, true],
    [{ metric: "ece", on: "corruption/*", slice: "class/*", level: "off", margin: 0.1, minimumExamples: 3 }, true],
    [{ metric: "" }, false],
    [{ metric: "ece", margin: -1 }, false],
    [{ metric: "ece", level: "fatal" }, false],
    [{ metric: "ece", wrong: 1 }, false],
  ])("%j: %s, as the program", (rule, valid) => {
    expect(validate(sample(rule))).toBe(valid);
    const parse = () => parseBudget(JSON.stringify(sample(rule)), "b.json");
    if (valid) expect(parse).not.toThrow();
    else expect(parse).toThrow(/^b\.json:1:/);
  });
});

describe("patterns", () => {
  test.each([
    ["corruption/*", "corruption/fog", true],
    ["corruption/*", "corruption/fog/3", false],
    ["corruption/*/5", "corruption/fog/5", true],
    ["*", "clean", true],
    ["ece*", "ece-debiased", true],
    ["e*-*d", "ece-debiased", true],
    ["*e*e*e*", "ece", false],
    ["aa*aa", "aaa", false],
    ["a.c", "abc", false],
  ])("%s on %s: %s", (pattern, name, expected) => {
    expect(fits(pattern, name)).toBe(expected);
  });

  test("a class's name may hold slashes", () => {
    expect(fitsSlice("class/*", "class/TV/radio")).toBe(true);
    expect(fitsSlice("class/TV/*", "class/TV/radio")).toBe(true);
    expect(fitsSlice("class/*", "superclass/TV")).toBe(false);
  });

  test("a pattern made to be slow is not", () => {
    const started = process.cpuUsage();
    expect(fits("*a".repeat(90), "a".repeat(100_000))).toBe(true);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
  });
});

describe("what a budget looks at", () => {
  test("places: conditions, means over severities, epsilons, families and all", () => {
    expect(ids([{ metric: "accuracy", on: "corruption/fog/*" }])).toHaveLength(5);
    expect(ids([{ metric: "accuracy", on: "attack/*/*" }])).toEqual(["accuracy attack/fgsm/pixel"]);
    expect(ids([{ metric: "accuracy", on: "*" }])).toEqual(["accuracy clean", "accuracy corruptions"]);
    const [mean] = resolveBudget(budgetOf([{ metric: "accuracy", on: "family/weather" }]), side);
    expect(mean.place.conditions).toHaveLength(5);
  });

  test("of the rules that fit the last one counts, off takes away", () => {
    const rules = [
      { metric: "*", level: "warn" },
      { metric: "accuracy", level: "error", margin: 0.1 },
      { metric: "ece*", level: "off" },
    ];
    const targets = resolveBudget(budgetOf(rules), side);
    expect(targets.find(({ metric }) => metric.id === "accuracy")).toMatchObject({ level: "error", margin: 0.1 });
    expect(targets.find(({ metric }) => metric.id === "brier")).toMatchObject({ level: "warn", margin: 0 });
    expect(targets.filter(({ metric }) => metric.id.startsWith("ece"))).toEqual([]);
  });

  test("slices: each class that has examples", () => {
    expect(ids([{ metric: "accuracy", slice: "class/*" }])).toEqual([
      "accuracy clean class/cat",
      "accuracy clean class/dog",
      "accuracy clean class/owl",
    ]);
  });

  test("slices: superclasses, of several classes each", () => {
    const superclasses = { names: ["pets", "birds"], of: [0, 0, 1] };
    const grouped = makeSide("a", labels, [{ condition: CLEAN, predicted: labels }], { superclasses });
    const found = resolveBudget(budgetOf([{ metric: "accuracy", slice: "superclass/*" }]), grouped);
    // Labels are 0, 1, 2, 0.
    expect(found.map(({ slice }) => [slice?.name, [...(slice?.rows ?? [])]])).toEqual([
      ["superclass/pets", [0, 1, 3]],
      ["superclass/birds", [2]],
    ]);
  });

  test("a limit without a margin is a limit alone", () => {
    const [limit] = resolveBudget(budgetOf([{ metric: "accuracy", min: 0.5 }]), side);
    expect(limit).toMatchObject({ margin: undefined, min: 0.5 });
  });

  test.each([
    ["a metric", { metric: "acuracy" }, /^b\.json:1:\d+: expected a metric of it: accuracy, .*got "acuracy"/],
    ["a place", { metric: "accuracy", on: "corruption/snow" }, /expected a condition of it: clean, /],
    ["a slice", { metric: "accuracy", slice: "class/cow" }, /expected a slice of it: class\/cat, /],
    ["superclasses", { metric: "superclass-errors" }, /without superclasses/],
    ["a budget that looks at nothing", { metric: "*", level: "off" }, /looks at something/],
  ])("%s that is not there is an error", (_, rule, message) => {
    expect(() => resolveBudget(budgetOf([rule]), side)).toThrow(message);
  });

  test("a metric that takes no margin: an error by its name, passed over by a pattern", () => {
    const marked = gateMetrics.filter(({ noMargin }) => noMargin !== undefined);
    for (const { id } of marked) {
      expect(() => ids([{ metric: id, margin: 0.1 }])).toThrow(new RegExp(`no margin for ${id}`));
      expect(ids([{ metric: id }])).toEqual([`${id} clean`]);
    }
    const tested = ids([{ metric: "*", margin: 0.1 }]);
    for (const { id } of marked) expect(tested).not.toContain(`${id} clean`);
    expect(tested).toContain("accuracy clean");
  });
});
