import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderReport } from "../../../src/report/html/render-report.tsx";
import type { Result } from "../../../src/result/safety-result.ts";
import { explanation, golden, HOSTILE } from "./golden-page.ts";

/** The text of a page without its tags. */
const textOf = (html: string) =>
  html
    .replaceAll(/<style>.*?<\/style>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");

describe("the page", () => {
  test("needs nothing else: no address outside of itself, and a policy that allows its own script and style alone", async () => {
    const html = await renderReport(golden);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    const [policy] = /(?<=Content-Security-Policy" content=")[^"]*/.exec(html) ?? [""];
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    for (const tag of ["script", "style"]) {
      const contents = [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(([, text]) => text);
      expect(contents).toHaveLength(1);
      const hash = createHash("sha256").update(contents[0]).digest("base64");
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/javascript:|<[^>]*\son\w+=|<[^>]*\sstyle=/i);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"|url\(([^)]*)\)/g)].map(([, at, url]) => at ?? url);
    expect(addresses.filter((address) => !/^(#|data:image\/png;base64,)/.test(address))).toEqual([]);
  });

  test("its script reads nothing as code or as HTML", async () => {
    const [, script] = /<script>(.*?)<\/script>/s.exec(await renderReport(golden)) ?? [];
    expect(script.length).toBeGreaterThan(1000);
    expect(script.length).toBeLessThan(16 * 1024);
    expect(script).not.toMatch(
      /\beval\b|Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch\(|XMLHttp/,
    );
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
    expect(html).not.toMatch(/<img[^>]*onerror/i);
    expect(html.match(/<script/gi)).toHaveLength(1);
    expect(html).not.toContain("\u202e");
    expect(html).toContain("&lt;/script>");
    expect(html.match(/<\/script>/gi)).toHaveLength(1);
  });
});

test("examples stand in it with their images, answers and maps", async () => {
  const text = textOf(await renderReport(golden, { explanation }));
  const [first, second] = golden.data.classes;
  expect(text).toContain(`3 : ${first} (right in hard-label; wrong in ipswap)`);
  expect(text).toContain("hard-label by Grad-CAM at stage3");
  expect(text).toContain(`no positive evidence for ${golden.data.classes[4]}`);
  expect(text).toContain(`${first} (4 images)`);
  expect(text).toContain(`${second} 75.0 %`);
});
