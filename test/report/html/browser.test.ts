import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syntheticResult } from "../../../bench/report/synthetic-result.ts";
import { renderReport } from "../../../src/report/html/render-report.tsx";
import type { Explanation } from "../../../src/result/explain-result.ts";
import type { Result } from "../../../src/result/safety-result.ts";
import { chromiumPath, type OfflineBrowser, startBrowser } from "./browser.ts";
import { answers, explanation, golden, HOSTILE } from "./golden-page.ts";

if (chromiumPath === undefined) {
  process.stderr.write("The report is not tested in a browser: there is no Chromium (set CHROMIUM to its path).\n");
}

/** Rules of the accessibility checker that the page breaks, and where. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}

/** Presses Tab until an element of this selector has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 300; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** Elements that make the page wider than the window; what scrolls by itself may be wider. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [document.documentElement.scrollWidth, ...[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 &&
    e.closest(".scroll") === null).map((e) => e.outerHTML.slice(0, 80))]`;

/** Pixels between the margins of A4, 210 mm less twice 12, at 96 to the inch. */
const PRINTED_WIDTH = Math.floor(((210 - 2 * 12) / 25.4) * 96);

const CHART_WIDTHS =
  "[...document.querySelectorAll('figure svg')].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().width)";

/** What printing would cut off: it ends beyond the paper, or in something that scrolls. */
const CUT = `[...document.querySelectorAll("main *")].filter((e) => e.checkVisibility() && e.closest(".unseen") === null &&
  (e.getBoundingClientRect().right > innerWidth + 1 ||
    (["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1)))
  .map((e) => e.getBoundingClientRect().right + " " + (e.closest(".scroll")?.ariaLabel ?? "") + " " + e.outerHTML.slice(0, 80))`;

const shownIds = (page: Page) =>
  page.evaluate("[...document.querySelectorAll('.example')].filter((e) => !e.hidden).map((e) => e.id)");

describe.skipIf(chromiumPath === undefined)("in a browser without a network", () => {
  let browser: OfflineBrowser;
  let html: string;
  beforeAll(async () => {
    browser = await startBrowser();
    html = await renderReport(golden, { explanation, answers });
  });
  afterAll(() => browser?.close());

  test.each([
    ["light", {}],
    ["dark", { dark: true }],
    ["narrow", { width: 360 }],
  ])("%s: no request, no error, no violation of its policy or of accessibility", async (_, options) => {
    const { page, problems } = await browser.open(html, options);
    await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(TOO_WIDE)).toEqual([]);
    await page.evaluate("document.querySelector('.opener').click()");
    expect(await page.evaluate("document.querySelector('dialog').open")).toBe(true);
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("the checker of accessibility finds what is wrong", async () => {
    const { page } = await browser.open("<img src='data:,'><button></button>");
    expect((await violations(page)).map((text) => text.split(":")[0])).toEqual(
      expect.arrayContaining(["image-alt", "button-name", "document-title", "html-has-lang"]),
    );
  });

  test("its policy holds: a script or an address that somebody puts into it does nothing", async () => {
    const { page, problems } = await browser.open(
      html.replace("</body>", "<script>window.harmed=1</script><img src=https://example.org/x.png></body>"),
    );
    expect(await page.evaluate("window.harmed")).toBeUndefined();
    expect(problems.filter((problem) => problem.startsWith("policy: script-src"))).not.toEqual([]);
    expect(problems.filter((problem) => problem.startsWith("policy: img-src"))).not.toEqual([]);
  });

  test("by keyboard alone: sort the classes, filter the examples, open one and return", async () => {
    const { page } = await browser.open(html);
    await tabTo(page, ".searchable > summary");
    await page.keyboard.press("Enter");
    await tabTo(page, ".searchable th:nth-child(3) button");
    await page.keyboard.press("Enter");
    const column = "[...document.querySelectorAll('.searchable tbody tr')].map((r) => r.cells[2].textContent)";
    const recalls = ((await page.evaluate(column)) as string[]).map((text) => Number.parseFloat(text));
    expect(recalls).toEqual([...recalls].sort((a, b) => b - a));
    expect(Math.max(...recalls)).toBe(
      Number(
        (100 * Math.max(...golden.checkpoints[0].diagnostics.classes.map(({ recall }) => recall ?? 0))).toFixed(1),
      ),
    );

    await tabTo(page, "select[name=which]");
    await page.keyboard.press("ArrowDown"); // right in the first, wrong in the second
    expect(await shownIds(page)).toEqual(["example-3", "example-21"]);
    expect(await page.textContent(".filters output")).toBe("2 of 4");
    await tabTo(page, ".opener");
    await page.keyboard.press("Enter");
    expect(await page.textContent("dialog h3")).toContain("3:");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("dialog h3")).toContain("21:");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.querySelector('dialog').open")).toBe(false);
    expect(await page.evaluate("document.activeElement.closest('.example').id")).toBe("example-21");
  });

  test("classes are found by a part of their name", async () => {
    const { page } = await browser.open(html);
    await page.click(".searchable > summary");
    await page.fill(".search input", "FOOD");
    const names = "[...document.querySelectorAll('.searchable tbody tr')].map((r) => r.cells[0].textContent)";
    expect(await page.evaluate(names)).toEqual(golden.data.classes.filter((name) => name.includes("food")));
  });

  test("examples are filtered by condition and class, with what is predicted there; a link leads to the same", async () => {
    // Answers under fog are known by the predicted class alone.
    const cleanOnly: Explanation = {
      ...explanation,
      conditions: [],
      checkpoints: explanation.checkpoints.map((checkpoint) => ({ ...checkpoint, averagesUnder: [] })),
      examples: explanation.examples.map((example) => ({
        ...example,
        answers: example.answers.map((answer) => ({ ...answer, topUnder: [] })),
      })),
    };
    const html = await renderReport(golden, { explanation: cleanOnly, answers });
    const { page } = await browser.open(html);
    await page.selectOption("select[name=condition]", "1");
    // Under fog the last example was not measured.
    expect(await shownIds(page)).toEqual(["example-3", "example-8", "example-21"]);
    await page.selectOption("select[name=which]", "1-0");
    expect(await shownIds(page)).toEqual(["example-3"]);
    expect(await page.textContent("#example-3 .under")).toBe(
      `Fog, severity 5: hard-label: ${golden.data.classes[1]}; ipswap: ${golden.data.classes[0]}. The bars are of the clean image.`,
    );
    const link = await page.getAttribute("a.permalink", "href");
    expect(link).toBe("#examples?which=1-0&condition=1");
    const again = await browser.open(html, { fragment: `${link}&opacity=40&open=3` });
    expect(await shownIds(again.page)).toEqual(["example-3"]);
    expect(await again.page.textContent("dialog h3")).toContain("3:");
    expect(await again.page.evaluate("getComputedStyle(document.querySelector('dialog .map')).opacity")).toBe("0.4");
  });

  test("under a condition whose answers are stored, bars and verdicts are its own, and the clean ones come back", async () => {
    const { page, problems } = await browser.open(html);
    const bars = (id: number) => page.locator(`#example-${id} .bars`).allTextContents();
    const clean = await bars(3);
    await page.selectOption("select[name=condition]", { label: "Fog, severity 5" });
    // Of example 3, class 0: the first checkpoint says class 1, the second class 0, each at 62.5 %.
    const [first, second] = golden.data.classes;
    expect((await bars(3)).map((text) => text.trim())).toEqual([`${second} 62.5 %`, `${first} 62.5 %`]);
    expect(await page.locator("#example-3 .verdict").allTextContents()).toEqual(["✗ wrong", "✓ right"]);
    expect(await page.locator("#example-3 .bars li").first().getAttribute("class")).not.toBe("true");
    expect(await page.locator("#example-3 .bars li").last().getAttribute("class")).toBe("true");
    await page.selectOption("select[name=condition]", "0");
    expect((await bars(3)).map((text) => text.replaceAll(/\s+/g, ""))).toEqual(
      clean.map((text) => text.replaceAll(/\s+/g, "")),
    );
    expect(problems).toEqual([]);
  });

  test("maps are for the predicted class, and for the true one where the reader says so", async () => {
    const two = {
      ...explanation,
      examples: explanation.examples.map((example) => ({
        ...example,
        answers: example.answers.map((answer) => ({
          ...answer,
          maps: [
            ...answer.maps,
            ...(answer.top[0].class === example.label
              ? []
              : [{ class: example.label, score: 1, peak: 1, values: "/wA=" }]),
          ],
        })),
      })),
    };
    const { page } = await browser.open(await renderReport(golden, { explanation: two, answers }));
    const lit = (id: number) => page.locator(`#example-${id} .lit:visible`).allTextContents();
    const [first, second] = golden.data.classes;
    // Example 3 is of class 0; the first checkpoint says so, the second says class 1.
    expect(await lit(3)).toEqual([`lit for ${first}`, `lit for ${second}`]);
    const shown = await page.locator("#example-3 img.map:visible").nth(1).getAttribute("src");
    await page.selectOption("select[name=map]", "true");
    expect(await lit(3)).toEqual([`lit for ${first}`, `lit for ${first}`]);
    expect(await page.locator("#example-3 img.map:visible").count()).toBe(2);
    expect(await page.locator("#example-3 img.map:visible").nth(1).getAttribute("src")).not.toBe(shown);
    expect(await page.getAttribute("a.permalink", "href")).toBe("#examples?map=true");
    await page.click("#example-3 .opener");
    expect(await page.locator("dialog .lit:visible").allTextContents()).toEqual([
      `lit for ${first}`,
      `lit for ${first}`,
    ]);
  });

  test("class averages are shown of any class, under any stored condition", async () => {
    const { page, problems } = await browser.open(html);
    const [, second, third] = golden.data.classes;
    // The classes of the examples: 0, 1 and 2. Clean, half of the answer is the class's own, under fog a quarter.
    expect(await page.locator(".average").count()).toBe(3);
    await page.selectOption("select[name=average-class]", "1");
    await page.selectOption("select[name=average-condition]", "1");
    expect(await page.locator(".average h3").allTextContents()).toEqual([`${second} (4 images, Fog, severity 5)`]);
    const bars = (await page.locator(".average .view").first().locator("li").allTextContents()).map((text) =>
      text.trim(),
    );
    expect(bars).toEqual([`${third} 75.0 %`, `${second} 25.0 %`]);
    await page.selectOption("select[name=average-class]", "");
    expect(await page.locator(".average").count()).toBe(3);
    expect(await page.locator(".average .mass").first().textContent()).toBe("25.0 % inside the superclass");
    expect(problems).toEqual([]);
  });

  test("of many classes only the rows in sight are in the document; all of them are sorted, searched and printed", async () => {
    const many = await renderReport(syntheticResult({ checkpoints: 4, classes: 300, examples: 3000 }));
    const { page, problems } = await browser.open(many, { width: 360 });
    const first = "document.querySelector('.searchable tbody tr:not([aria-hidden]) th').textContent";
    const rows = page.locator(".searchable tbody tr:not([aria-hidden])");
    await page.click(".searchable > summary");
    expect(await page.evaluate(TOO_WIDE)).toEqual([]);
    await expect.poll(() => rows.count()).toBeLessThan(120);
    expect(await page.evaluate(first)).toBe("class 0 of the synthetic set");
    await page.evaluate("document.querySelector('.windowed').scrollTop = 1e6");
    await expect.poll(() => rows.last().textContent()).toContain("class 299 of");
    expect(await rows.last().getAttribute("aria-rowindex")).toBe("301"); // 300 classes and the head
    await page.click(".searchable thead th:first-child button"); // by name, from A
    await page.click(".searchable thead th:first-child button"); // from Z: "class 99 ..." is the last name
    expect(await page.evaluate(first)).toBe("class 99 of the synthetic set");
    await page.fill(".search input", "class 29");
    // 29 and 290 ... 299, backwards.
    expect(await rows.count()).toBe(11);
    await page.fill(".search input", "");
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await rows.count()).toBe(300);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await rows.count()).toBeLessThan(120);
    expect(problems).toEqual([]);
  });

  test("names that would run are text everywhere", async () => {
    const classes = golden.data.classes.map((name, i) => (i < 3 ? HOSTILE + i : name));
    const names = [HOSTILE, "quote\"'"];
    const named: Result = {
      ...golden,
      data: { ...golden.data, classes },
      checkpoints: golden.checkpoints.map((checkpoint, i) => ({ ...checkpoint, name: names[i] })),
      comparisons: golden.comparisons.map((comparison) => ({ ...comparison, baseline: names[0], candidate: names[1] })),
    };
    const examples: Explanation = {
      ...explanation,
      data: { ...explanation.data, classes },
      checkpoints: explanation.checkpoints.map((checkpoint, i) => ({ ...checkpoint, name: names[i] })),
    };
    const hostile = await renderReport(named, { explanation: examples, answers });
    for (const width of [1100, 360]) {
      const { page, problems } = await browser.open(hostile, { width });
      await page.click(".searchable > summary");
      await page.click(".searchable th button");
      await page.selectOption("select[name=condition]", "1");
      await page.click(".opener");
      expect(await page.textContent("dialog h3")).toContain("</script>");
      expect(await page.evaluate("window.harmed")).toBeUndefined();
      expect(await page.evaluate("document.querySelectorAll('img[onerror], img[src=x]').length")).toBe(0);
      expect(await page.evaluate(TOO_WIDE)).toEqual([]);
      expect(problems).toEqual([]);
    }
  });

  describe("printed from a dark screen", () => {
    test.each([
      ["with examples", () => renderReport(golden, { explanation, answers })],
      [
        "four checkpoints under every corruption",
        () => renderReport(syntheticResult({ checkpoints: 4, classes: 10, examples: 1000 })),
      ],
    ])("%s: white paper, every chart, nothing cut, no control", async (_, make) => {
      const { page, problems } = await browser.open(await make(), { dark: true, width: PRINTED_WIDTH });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
      expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe("rgb(26, 26, 26)");
      // Charts in sight, as wide as the paper at most, in the colours of light.
      const widths = (await page.evaluate(CHART_WIDTHS)) as number[];
      expect(widths.length).toBeGreaterThan(3);
      expect(Math.min(...widths)).toBeGreaterThan(100);
      expect(Math.max(...widths)).toBeLessThanOrEqual(PRINTED_WIDTH);
      expect(await page.evaluate("getComputedStyle(document.body).getPropertyValue('--ink').trim()")).toBe("#1a1a1a");
      expect(await page.evaluate(CUT)).toEqual([]);
      expect(await page.locator("nav:visible, select:visible, input:visible, .opener:visible").count()).toBe(0);
      expect(problems).toEqual([]);
    });

    test("on as many pages as it needs: A4, without empty ones", async () => {
      const { page, problems } = await browser.open(html, { dark: true });
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const pages = pdf.match(/\/Type \/Page\b(?!s)/g) ?? [];
      expect(pages.length).toBeGreaterThan(2);
      expect(pages.length).toBeLessThanOrEqual(12);
      const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, w, h]) => [
        Number(w),
        Number(h),
      ]);
      // A4 is 210 x 297 mm, a point is 1/72 of an inch.
      for (const [width, height] of sizes) {
        expect(Math.abs(width - (210 / 25.4) * 72)).toBeLessThan(1);
        expect(Math.abs(height - (297 / 25.4) * 72)).toBeLessThan(1);
      }
      expect(problems).toEqual([]);
    });
  });

  test("without scripts the page has the same content, and no control that does nothing", async () => {
    const { page } = await browser.open(html, { scripts: false });
    await page.click(".searchable > summary");
    expect(await page.locator(".searchable tbody tr").count()).toBe(26);
    expect(await page.locator(".example:visible").count()).toBe(4);
    expect(await page.locator("button:visible, select:visible, input:visible").count()).toBe(0);
  });
});
