import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test, vi } from "vitest";
import { checkSides } from "../../src/gate/check-sides.ts";
import { annotations } from "../../src/gate/formats/annotations.ts";
import { exitCodeOf } from "../../src/gate/formats/exit-code.ts";
import { junitXml } from "../../src/gate/formats/junit.ts";
import { markdownReport } from "../../src/gate/formats/markdown.ts";
import { sarifLog } from "../../src/gate/formats/sarif.ts";
import { checkText } from "../../src/gate/formats/text.ts";
import { type CheckResult, checkResultSchema } from "../../src/result/check-result.ts";
import { jsonSchemas } from "../../src/result/schemas.ts";
import { budgetOf } from "./support/budget-of.ts";
import { answering, CLEAN, fog, makeSide } from "./support/make-side.ts";

// Many budgets are tried: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000 });

const fixture = (name: string) => readFileSync(new URL(`../fixtures/gate/${name}`, import.meta.url), "utf8");
/**
 * The published schema of Ant's JUnit reports (windyroad/JUnit-Schema, JUnit.xsd), as the tests of junit-xml carry it, with
 * what its later editions have more: tests that were skipped, and their number.
 */
function publishedSchema(): string {
  const tests = readFileSync(createRequire(import.meta.url).resolve("junit-xml/src/index.test.ts"), "utf8");
  const [, schema = ""] = /^const antJunitSchema = '(<\?xml .*<\/xs:schema>)';$/m.exec(tests) ?? [];
  const later = [
    ['<xs:choice minOccurs="0">', '<xs:choice minOccurs="0"><xs:element name="skipped"/>'],
    ['<xs:attribute name="errors"', '<xs:attribute name="skipped" type="xs:int"/><xs:attribute name="errors"'],
  ];
  return later.reduce((text, [found, replaced]) => {
    expect(text.split(found)).toHaveLength(2);
    return text.replace(found, replaced);
  }, schema);
}
const junitSchema = XsdValidator.fromDoc(XmlDocument.fromString(publishedSchema()));
const validJson = new Ajv2020({ strict: false }).compile(jsonSchemas()["check-result"]);
const validSarif = new Ajv2020({ strict: false }).compile(JSON.parse(fixture("sarif-facts.json")));

const count = 30;
const labels = Array.from({ length: count }, (_, i) => i % 3);
const bits = fc
  .array(fc.constantFrom("0", "1", "1"), { minLength: count, maxLength: count })
  .map((all) => all.join(""));
const level = fc.constantFrom("off", "warn", "error");
const rule = (margins: fc.Arbitrary<number>) =>
  fc.record(
    {
      metric: fc.constantFrom("accuracy", "brier", "aurc", "ece", "fpr95", "*"),
      on: fc.constantFrom("clean", "corruptions", "corruption/fog/*", "*"),
      slice: fc.constantFrom("class/*", "class/dog"),
      level,
      margin: margins,
      min: fc.double({ min: 0, max: 0.9, noNaN: true }),
      minimumExamples: fc.integer({ min: 1, max: 40 }),
    },
    { requiredKeys: ["metric", "margin"] },
  );
const regression = fc.record(
  { alpha: fc.double({ min: 0.001, max: 0.25, noNaN: true }), inconclusive: level },
  { requiredKeys: [] },
);
const budgets = fc.oneof(
  fc.tuple(fc.array(rule(fc.constantFrom(0, 0.01, 0.2)), { minLength: 1, maxLength: 4 }), regression),
  fc.tuple(
    fc.array(rule(fc.constantFrom(0.01, 0.2)), { minLength: 1, maxLength: 4 }),
    fc.constant({ mode: "non-inferiority" }),
  ),
);
/** Names as they may come out of files and folders. */
const names = fc.oneof(
  fc.constantFrom("model", "<img src=x>", "a|b`c`", "]]>", '" onload="', "%0A::error::", "@everyone", "\u001b[31mred"),
  fc.string({ unit: "binary", maxLength: 12 }),
);

function outcome(
  bitsOf: readonly string[],
  [rules, more]: readonly [object[], object],
  name: string,
): CheckResult | undefined {
  const sides = bitsOf.map((each, s) =>
    makeSide(
      s === 0 ? "base" : name,
      labels,
      [
        { condition: CLEAN, predicted: answering(labels, each), confidence: labels.map((_, i) => 0.5 + (i % 7) / 20) },
        { condition: fog(1), predicted: answering(labels, [...each].reverse().join("")) },
      ],
      { classes: ["cat", "dog", name === "dog" ? "owl" : name] },
    ),
  );
  const named = [sides[0], { ...sides[1], data: sides[0].data }] as const;
  try {
    return checkSides(named[0], named[1], budgetOf(rules, more), {
      toolVersion: "0.0.0",
      draws: { resamples: 60, permutations: 60 },
    });
  } catch {
    return undefined; // a budget that looks at nothing, or gives a margin to what takes none
  }
}

/** Lines of more columns than a terminal has; a word that is longer stands by itself. */
const tooLong = (text: string, columns: number) =>
  text.split("\n").filter((line) => Array.from(line).length > columns && line.trim().includes(" "));

const said = (result: CheckResult, status: string) => result.checks.filter((check) => check.status === status).length;

test("text, JSON, JUnit, Markdown, annotations, SARIF and exit code agree, for any budget, answers and names", () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.tuple(bits, bits), budgets, names, (both, budget, name) => {
      const result = outcome(both, budget, name);
      if (result === undefined) return;
      compared++;
      const [failed, warned] = [said(result, "failed"), said(result, "warned")];
      const code = failed > 0 ? 100 : 0;
      expect(result.verdict).toBe(failed > 0 ? "failed" : "passed");
      expect([exitCodeOf(result, false), exitCodeOf(result, true)]).toEqual([code, 0]);

      expect(checkResultSchema.safeParse(result).success).toBe(true);
      const json = JSON.parse(JSON.stringify(result));
      expect(validJson(json), JSON.stringify(validJson.errors)).toBe(true);
      expect(json).toEqual(result);

      const text = checkText(result, { color: false, every: true });
      expect(text).toContain(code === 100 ? " FAILED  " : " PASSED  ");
      if (!result.identical)
        expect(text).toContain(`${failed} failed, ${warned} warned, ${said(result, "passed")} passed`);
      expect(text.match(/^ x /gm) ?? []).toHaveLength(failed);
      expect(tooLong(text, 100)).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none must reach a terminal.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);

      const xml = XmlDocument.fromString(junitXml(result, "2026-01-02T03:04:05.678Z"));
      junitSchema.validate(xml);
      const suite = xml.get("/testsuites/testsuite");
      const cases = xml.find("//testcase/@name").map((name) => name.content.trim().replaceAll(/\s+/g, " "));
      expect(cases).toHaveLength(result.checks.length);
      expect(new Set(cases).size).toBe(cases.length);
      expect(xml.find("//failure")).toHaveLength(failed);
      const undecided = result.checks.filter((check) => check.verdict === "inconclusive" && check.status !== "failed");
      expect(xml.find("//skipped")).toHaveLength(undecided.length);
      expect(suite).not.toBeNull();
      expect(xml.find(`/testsuites/testsuite[@failures='${failed}' and @skipped='${undecided.length}']`)).toHaveLength(
        1,
      );
      xml.dispose();

      const markdown = markdownReport(result);
      expect(markdown).toContain(`gate ${result.verdict}: ${failed} failed, ${warned} warned`);
      expect(markdown.match(/^- ❌/gm) ?? []).toHaveLength(failed);

      const lines = annotations(result).split("\n").slice(0, -1);
      expect(lines.length).toBe(Math.min(10, failed + warned));
      for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^:,]*::/);
      expect(lines.some((line) => line.startsWith("::error"))).toBe(failed > 0);

      const sarif = JSON.parse(sarifLog(result));
      expect(validSarif(sarif), JSON.stringify(validSarif.errors)).toBe(true);
      const levels = sarif.runs[0].results.map((each: { level: string }) => each.level);
      expect(levels.filter((each: string) => each === "error")).toHaveLength(failed);
      expect(levels.filter((each: string) => each === "warning")).toHaveLength(warned);
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(50);
});

test("the validators refuse what the schemas refuse", () => {
  const suite = (inner: string) =>
    `<testsuites><testsuite name="a" package="p" id="0" timestamp="2026-01-02T03:04:05" hostname="h" tests="0" failures="0" errors="0" time="0"><properties/>${inner}<system-out/><system-err/></testsuite></testsuites>`;
  const test = (name: string) => `<testcase name="${name}" classname="c" time="0"/>`;
  const valid = (xml: string) => () => junitSchema.validate(XmlDocument.fromString(xml));
  expect(valid(suite(test("a")))).not.toThrow();
  expect(publishedSchema()).toContain("Windy Road Technology Pty. Limited");
  expect(valid(suite(test("a")).replace(' tests="0"', ""))).toThrow();
  expect(valid(suite(test("a")).replace("04:05", "04:05Z"))).toThrow();
  expect(valid(suite('<testcase name="a" classname="c" time="0"><failure/></testcase>'))).toThrow();
  expect(
    validSarif({ version: "2.1.0", runs: [{ tool: { driver: { name: "a" } }, results: [{ level: "fatal" }] }] }),
  ).toBe(false);
});

test("JUnit's names differ where classes differ in white space alone, which XML's tokens do not have", () => {
  const [base, worse] = ["1".repeat(count), "0".repeat(count)].map((each, s) =>
    makeSide(`${s}`, labels, [{ condition: CLEAN, predicted: answering(labels, each) }], {
      classes: ["a b", "a  b", "a b (2)"],
    }),
  );
  const result = checkSides(base, worse, budgetOf([{ metric: "accuracy", slice: "class/*" }]), {
    toolVersion: "0.0.0",
  });
  const xml = XmlDocument.fromString(junitXml(result, "2026-01-02T03:04:05Z"));
  junitSchema.validate(xml);
  expect(xml.find("//testcase/@name").map((name) => name.content)).toEqual([
    "accuracy clean class/a b",
    "accuracy clean class/a b (2)",
    "accuracy clean class/a b (2) (2)",
  ]);
  xml.dispose();
});

/** Rows of a comment's table as GitHub's Markdown gives them, without tags. */
function tableOf(comment: string): readonly (readonly string[])[] {
  // A blank line ends the HTML block that folds the table away: what follows is Markdown.
  const html = micromark(comment, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell.replaceAll(/<[^>]*>/g, "")),
  );
}

test("every check stands in the comment's table, its numbers those of the result, parsed by somebody else's parser", () => {
  fc.assert(
    fc.property(fc.tuple(bits, bits), budgets, (answers, budget) => {
      const result = outcome(answers, budget, "candidate");
      if (result === undefined) return;
      const [head, ...rows] = tableOf(markdownReport(result));
      expect(head.slice(1)).toEqual([
        "metric",
        "where",
        "baseline",
        "candidate",
        "change",
        "interval",
        "tolerated",
        "detectable",
      ]);
      expect(rows).toHaveLength(result.checks.length);
      const factors = { "%": 100, x1000: 1000, "": 1 };
      for (const check of result.checks) {
        const { metric, place, slice, baseline, candidate, verdict } = check;
        const where = slice === null ? place : `${place}, ${slice}`;
        const shown = rows.filter((cells) => cells[1].startsWith(metric.name) && cells[2] === where);
        const fits = ([mark, , , from, to]: readonly string[]) =>
          mark.endsWith(verdict) &&
          [
            [from, baseline],
            [to, candidate],
          ].every(([text, value]) => {
            if (value === null) return text === "-";
            const digits = `${text}`.split(".")[1]?.length ?? 0;
            return Math.abs(Number(text) - Number(value) * factors[metric.unit]) <= 0.5 * 10 ** -digits + 1e-9;
          });
        expect(
          shown.some(fits),
          `${metric.name}, ${where}: ${baseline}, ${candidate} in ${JSON.stringify(shown)}`,
        ).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

test("names from files make no markup, link or mention in a comment", () => {
  const name = "[x](http://evil) <b>@all</b> `code` |cell| https://evil www.evil ![i](u) #1";
  const result = outcome(
    ["1".repeat(count), "0".repeat(count)],
    [[{ metric: "accuracy", margin: 0, slice: "class/*" }], {}],
    name,
  );
  const markdown = markdownReport(result as CheckResult);
  expect(markdown).not.toMatch(/<b>|https?:\/\/|www\.|[^\\]@all|[^\\]\]\(|[^\\]!\[/);
  const table = markdown.split("\n").filter((line) => line.startsWith("| "));
  for (const line of table.slice(1)) expect(line.match(/(?<!\\)\|/g)).toHaveLength(10);
});

test("a comment stays below 64 KB, and a summary below 1 MiB, however many checks there are", () => {
  const classes = Array.from({ length: 3000 }, (_, k) => `${"ü".repeat(100)}${k}`);
  const many = Array.from({ length: 3000 }, (_, i) => i);
  const base = makeSide("base", many, [{ condition: CLEAN, predicted: many }], { classes });
  const worse = makeSide("worse", many, [{ condition: CLEAN, predicted: many.map((k) => (k + 1) % 3000) }], {
    classes,
  });
  const rules = [{ metric: "accuracy", slice: "class/*", min: 0.5 }];
  const result = checkSides(base, worse, budgetOf(rules), { toolVersion: "0.0.0" });
  expect(said(result, "failed")).toBe(3000);
  expect(Buffer.byteLength(markdownReport(result))).toBeLessThan(65_536);
  expect(markdownReport(result)).toMatch(/\d+ more; see the JSON result/);
  expect(annotations(result).split("\n")).toHaveLength(11);
});

describe("a terminal's columns", () => {
  const classes = ["musical-instrument, wind", "transport on water, large", "person with a role"];
  const big = Array.from({ length: 900 }, (_, i) => i % 3);
  const [release, base, candidate] = [0, 5, 40].map((lost, s) => ({
    ...makeSide(
      ["v1", "a".repeat(60), "b".repeat(60)][s],
      big,
      [CLEAN, fog(1), fog(2)].map((condition) => ({
        condition,
        predicted: answering(big, big.map((_, i) => (i % 900 < 10 * lost ? "0" : "1")).join("")),
        confidence: big.map((_, i) => 0.4 + (i % 11) / 20),
      })),
      { classes },
    ),
  }));
  const rules = [
    { metric: "*", level: "warn" },
    { metric: "*", margin: 0.01, min: 0.123, max: 0.9 },
    { metric: "accuracy", on: "corruption/*/*", slice: "class/*", margin: 0.02 },
  ];
  const budget = budgetOf(rules);
  const saved = { name: "a-release-with-a-long-name", checkpoint: { name: "v1", sha256: "v1" }, values: {} };
  const values = Object.fromEntries(
    checkSides(release, release, budget, {
      toolVersion: "0.0.0",
      draws: { resamples: 20, permutations: 20 },
    }).checks.map(({ id, baseline }) => [id, baseline ?? 0]),
  );
  const result = (withRelease: boolean) =>
    checkSides({ ...base, release: withRelease ? { ...saved, values } : null }, candidate, budget, {
      toolVersion: "0.0.0",
      draws: { resamples: 60, permutations: 60 },
    });

  test.each([
    [100, true],
    [100, false],
    [80, true],
    [80, false],
    [200, true],
    [20, true],
    [undefined, true],
  ])("of %s, with a release %s: no line is longer, and the end of a place stands there", (columns, withRelease) => {
    const found = result(withRelease);
    const text = checkText(found, { color: false, every: true, columns });
    expect(tooLong(text, Math.min(100, Math.max(80, columns ?? 100)))).toEqual([]);
    expect(text).toMatch(/^ regressed {2,}Accuracy %.*…\S*.*wind /m);
    for (const check of found.checks.filter(({ change }) => change !== null)) {
      const factor = { "%": 100, x1000: 1000, "": 1 }[check.metric.unit];
      expect(text).toContain(((check.candidate ?? 0) * factor).toFixed(2).slice(0, 4));
    }
    expect(text.includes("a-relea…")).toBe(withRelease);
  });

  test("what there is no room for is said; in 100 columns without a release the interval stays", () => {
    expect(checkText(result(false), { color: false, every: false, columns: 100 })).toMatch(/^ {2,}.*where.*interval/m);
    expect(checkText(result(true), { color: false, every: false, columns: 80 })).toMatch(
      /no\s+room\s+for\s+[a-z, ]*detects:\s+they\s+are\s+in\s+the\s+Markdown/s,
    );
  });
});
