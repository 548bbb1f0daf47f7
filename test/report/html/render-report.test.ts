import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderReport } from "../../../src/report/html/render-report.tsx";
import type { Explanation } from "../../../src/result/explain-result.ts";
import { parseResult } from "../../../src/result/read-result.ts";
import type { Result } from "../../../src/result/safety-result.ts";

/** A result of the bundled checkpoints, as `safety` wrote it. */
const golden = parseResult(
  JSON.parse(readFileSync(new URL("../../fixtures/result/golden.json", import.meta.url), "utf8")),
  "golden.json",
);

const HOSTILE = `</script><img src=x onerror=alert(1)>"'\n\u202e${"x".repeat(10_000)}`;

/** The text of a page without its tags. */
const textOf = (html: string) =>
  html
    .replaceAll(/<style>.*?<\/style>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");

describe("the page", () => {
  test("needs nothing else: no script, no address outside of itself, and a policy that forbids both", async () => {
    const html = await renderReport(golden);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"|url\(([^)]*)\)/g)].map(([, at, url]) => at ?? url);
    expect(addresses.filter((address) => !/^(#|data:image\/png;base64,)/.test(address))).toEqual([]);
  });

  test("is the same bytes each time, and small", async () => {
    const html = await renderReport(golden);
    expect(await renderReport(golden)).toBe(html);
    expect(html.length).toBeLessThan(4 * 2 ** 20);
  });

  test("every clean figure of its table is the result's", async () => {
    const text = textOf(await renderReport(golden));
    const factors = { "%": 100, x1000: 1000, "": 1 };
    for (const metric of golden.catalogue.metrics) {
      const values = golden.checkpoints.map(({ measurements: [clean] }) => clean.values[metric.id]);
      if (values.some((value) => value === null || value === undefined)) continue;
      const row = new RegExp(
        `${metric.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} ${metric.unit} ?[↑↓→0]+ (.*?)(?= [A-Z])`,
      ).exec(text);
      const numbers = (row?.[1] ?? "")
        .replaceAll(/\[[^\]]*\]/g, "")
        .trim()
        .split(/\s+/)
        .map(Number);
      values.forEach((value, i) => {
        expect(numbers[i], `${metric.name} of ${golden.checkpoints[i].name}`).toBeCloseTo(
          (value as number) * factors[metric.unit],
          metric.unit === "" ? 2.5 : 0.9,
        );
      });
    }
  });

  test("names that come from files are text, and cannot break it", async () => {
    const named: Result = {
      ...golden,
      data: { ...golden.data, classes: golden.data.classes.map((name, i) => (i === 0 ? HOSTILE : name)) },
      checkpoints: golden.checkpoints.map((checkpoint, i) => (i === 0 ? { ...checkpoint, name: HOSTILE } : checkpoint)),
      comparisons: [],
    };
    const html = await renderReport(named);
    expect(html).not.toMatch(/<img[^>]*onerror|<script/i);
    expect(html).not.toContain("\u202e");
    expect(html).toContain("&lt;/script>");
  });
});

test("examples stand in it with their images, answers and maps", async () => {
  // A grey pixel as PNG.
  const image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  const explanation: Explanation = {
    schema: "ipswap-eval/explain/2",
    tool: golden.tool,
    seed: 0,
    data: { ...golden.data, height: 1, width: 1 },
    checkpoints: [
      { name: "hard-label", sha256: "0", method: "grad-cam", layer: "layer4", height: 1, width: 2, classAverages: [] },
    ],
    figures: [],
    examples: [
      {
        index: 17,
        name: "cat/one.png",
        label: 0,
        reason: "error",
        image,
        answers: [
          {
            top: [{ class: 1, probability: 0.75 }],
            maps: [{ class: 1, score: 2, peak: 0, values: "AAA=" }],
          },
        ],
      },
    ],
  };
  const text = textOf(await renderReport(golden, explanation));
  expect(text).toContain(`17 : ${golden.data.classes[0]} (wrong)`);
  expect(text).toContain("Grad-CAM at layer4");
  expect(text).toContain("no positive evidence");
  expect(text).toContain(`${golden.data.classes[1]} 75.0 %`);
});
