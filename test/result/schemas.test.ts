import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parseAttackResult, parseResult } from "../../src/result/read-result.ts";
import { resultSchema } from "../../src/result/safety-result.ts";
import { jsonSchemas } from "../../src/result/schemas.ts";
import { checkpoint, measured, resultOf } from "./make-result.ts";

const stored = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/result/${name}.json`, import.meta.url), "utf8"));

const sample = () =>
  JSON.parse(
    JSON.stringify(
      resultOf([
        checkpoint("a", { accuracy: 0.5 }, [
          measured({ kind: "corruption", id: "fog", severity: 3 }, { accuracy: 0.4 }),
        ]),
        checkpoint("b", { accuracy: 0.6 }),
      ]),
    ),
  );

describe("the published JSON Schema of a safety result", () => {
  const validate = new Ajv2020({ strict: false }).compile(jsonSchemas()["safety-result"]);

  test("takes what the program takes", () => {
    expect(resultSchema.safeParse(sample()).success).toBe(true);
    expect(validate(sample()), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    ["a severity of 6", (r: ReturnType<typeof sample>) => (r.checkpoints[0].measurements[1].condition.severity = 6)],
    ["no checkpoint", (r: ReturnType<typeof sample>) => (r.checkpoints = [])],
    ["another version", (r: ReturnType<typeof sample>) => (r.schema = "ipswap-eval/result/3")],
    ["a unit that is none", (r: ReturnType<typeof sample>) => (r.catalogue.metrics[0].unit = "percent")],
    ["a path out of the folder", (r: ReturnType<typeof sample>) => (r.checkpoints[0].examples.path = "../secret")],
    ["an absolute path", (r: ReturnType<typeof sample>) => (r.checkpoints[0].logits.path = "/etc/passwd")],
  ])("refuses %s, as the program does", (_, damage) => {
    const result = sample();
    damage(result);
    expect(resultSchema.safeParse(result).success).toBe(false);
    expect(validate(result)).toBe(false);
  });
});

describe("results of earlier versions", () => {
  test("version 1 is refused with what to do", () => {
    expect(() => parseResult(stored("safety-1"), "old/result.json")).toThrow(
      /^old\/result\.json: expected ipswap-eval\/result\/2, but got ipswap-eval\/result\/1\. .*Measure again/,
    );
  });

  test("version 1 of an attack is refused with what to do", () => {
    expect(() => parseAttackResult(stored("attack-1"), "old/attack.json")).toThrow(
      /^old\/attack\.json: expected ipswap-eval\/attack\/2, but got ipswap-eval\/attack\/1\. .*again/,
    );
  });

  test("what is no result is called so, and a damaged one names the field", () => {
    expect(() => parseResult({}, "x.json")).toThrow("x.json: expected a result (ipswap-eval/result/2), but got JSON");
    expect(() => parseResult({ ...sample(), engine: 7 }, "x.json")).toThrow(/got engine: /);
  });
});
