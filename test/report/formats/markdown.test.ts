import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { markdown } from "../../../src/report/formats/markdown.ts";
import { parseResult } from "../../../src/result/read-result.ts";
import type { Result } from "../../../src/result/safety-result.ts";
import { explanation, roadFigure } from "../html/golden-page.ts";
import { golden, HOSTILE, hostileResult } from "./hostile-names.ts";

async function written(result: Result): Promise<string> {
  const [{ path, content }] = await markdown.write({ result });
  expect(path).toBe("report.md");
  return content as string;
}

/** As GitHub reads it, HTML included. */
const rendered = (text: string) =>
  micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

/** Cells of a table's rows, without tags. */
const cellsOf = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell.replaceAll(/<[^>]*>/g, "")),
  );

test("every clean figure stands in the table, with its interval", async () => {
  const rows = cellsOf(rendered(await written(golden)));
  const factors = { "%": 100, x1000: 1000, "": 1 };
  const digits = { "%": 1, x1000: 1, "": 3 };
  for (const { name, unit, id } of golden.catalogue.metrics) {
    const row = rows.find(([first]) => first.startsWith(`${name} ${unit}`));
    golden.checkpoints.forEach(({ measurements: [clean] }, i) => {
      const [low, high] = clean.intervals[id];
      const shown = [clean.values[id] as number, low, high].map((value) =>
        (value * factors[unit]).toFixed(digits[unit]),
      );
      expect(row?.[i + 1], name).toBe(`${shown[0]} [${shown[1]}, ${shown[2]}]`);
    });
  }
});

test("figures of the explanations stand in their table, with intervals and paired changes", async () => {
  const [{ content }] = await markdown.write({
    result: golden,
    explanation: { ...explanation, figures: [roadFigure] },
  });
  const rows = cellsOf(rendered(content as string));
  const head = rows.findIndex(([first]) => first === "Explanations");
  expect(rows[head]).toEqual(["Explanations", "hard-label", "ipswap"]);
  expect(rows[head + 1]).toEqual(["ROAD % ↑", "12.5 [10.0, 15.0]", "-3.1 [-7.0, 1.0]; change -15.6 [-20.0, -10.0]"]);
});

test("a change whose interval excludes zero is bold and in words, others are within noise", async () => {
  const [comparison] = golden.comparisons;
  const differences = comparison.differences.map((difference, i) =>
    i === 0 ? { ...difference, difference: -0.1, interval: [-0.15, -0.05] as const } : difference,
  );
  const text = await written({ ...golden, comparisons: [{ ...comparison, differences }] });
  expect(text).toContain("0 of 16 figures are better, 1 are worse, 15 are within noise");
  expect(text).toContain("Accuracy on clean images: -10.0 points [-15.0, -5.0]");
  expect(text).toMatch(/\| Accuracy % ↑ \| [^|]* \| \*\*46\.2\*\* \(worse\)/);
});

describe("names from outside", () => {
  const plain = rendered("placeholder");
  test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j", async (_, name) => {
    const text = await written(hostileResult(name));
    const html = rendered(text);
    expect(plain).toBe("<p>placeholder</p>");
    // The page's own elements and no others; no link, no image.
    const elements = new Set([...html.matchAll(/<(\/?[a-z0-9]+)/gi)].map(([, element]) => element.replace("/", "")));
    const own = ["h2", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "details"];
    expect([...elements].filter((element) => ![...own, "summary"].includes(element))).toEqual([]);
    // As many rows, cells and details as with harmless names.
    const harmless = rendered(await written(hostileResult("harmless")));
    for (const element of ["<tr", "<td", "<th", "<details", "<li", "<h2", "<code"]) {
      expect(html.split(element).length, element).toBe(harmless.split(element).length);
    }
    for (const sign of ["\u202e", "\u001b", "\u0000"]) expect(text).not.toContain(sign);
    // Neither mentions nor references outside of code.
    const outside = html.replaceAll(/<code>.*?<\/code>/gs, "");
    expect(outside).not.toMatch(/@\w|#\d|GH-\d/);
  });
});

test("a result of many checkpoints and corruptions fits a comment, and says what was left out", async () => {
  const many = Array.from({ length: 150 }, (_, i) => ({ ...golden.checkpoints[0], name: `checkpoint ${i}` }));
  const text = await written(parseResult({ ...golden, checkpoints: many, comparisons: [] }, "many"));
  expect(Buffer.byteLength(text)).toBeLessThan(65_536);
  expect(text).toMatch(/Left out, to stay under 64 KB: clean images/);
});
