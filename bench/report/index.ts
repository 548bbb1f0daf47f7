import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { type Browser, chromium } from "playwright-core";
import { renderReport } from "../../src/report/html/render-report.tsx";
import { syntheticExplanation } from "./synthetic-explanation.ts";
import { syntheticResult } from "./synthetic-result.ts";

/** How much slower the processor is made, as the browser's tools do for a weak machine. */
const SLOWDOWN = 4;
const RUNS = 5;

const PAGES = [
  { title: "2 checkpoints, 26 classes", checkpoints: 2, classes: 26, side: 32, examples: 48 },
  { title: "4 checkpoints, 100 classes", checkpoints: 4, classes: 100, side: 32, examples: 48 },
  { title: "4 checkpoints, 1,000 classes, large images", checkpoints: 4, classes: 1000, side: 224, examples: 250 },
];

/**
 * How large report pages are, how long they take to be made, and how long a browser takes to open them on a slow
 * processor: until the script has run and the page was drawn. On a busy machine the processor's time says more than the
 * clock: that of the page's thread, times the slowdown. Needs Chromium (`CHROMIUM`, or /usr/bin/chromium).
 */
export async function benchReport(): Promise<void> {
  const table = new Table({
    head: ["report page", "MB", "made in, s", `opens in, s (1/${SLOWDOWN} processor)`, "of it processor"],
  });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const folder = await mkdtemp(join(tmpdir(), "bench-report-"));
  try {
    for (const { title, checkpoints, classes, side, examples } of PAGES) {
      const result = syntheticResult({ checkpoints, classes, examples: 50_000 });
      const explanation = await syntheticExplanation(result, { examples, size: side });
      const start = performance.now();
      const html = await renderReport(result, { explanation });
      const made = (performance.now() - start) / 1000;
      const file = join(folder, "report.html");
      await writeFile(file, html);
      const runs: Opening[] = [];
      for (let run = 0; run < RUNS; run++) runs.push(await opening(browser, file));
      const clock = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
      const processor = runs.map((each) => each.processor).sort((a, b) => a - b)[RUNS >> 1] * SLOWDOWN;
      const size = Buffer.byteLength(html) / 2 ** 20;
      const opens = `${clock[RUNS >> 1].toFixed(2)} (least ${clock[0].toFixed(2)})`;
      table.push([title, size.toFixed(2), made.toFixed(2), opens, processor.toFixed(2)]);
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
  console.log(table.toString());
}

interface Opening {
  /** From asking for the page to the second frame after it was loaded, by the clock, with a slowed processor. */
  readonly seconds: number;
  /** Processor time of the page's thread without slowing it, seconds. */
  readonly processor: number;
}

async function opening(browser: Browser, file: string): Promise<Opening> {
  return {
    seconds: (await opened(browser, file, SLOWDOWN)).seconds,
    processor: (await opened(browser, file, 1)).processor,
  };
}

async function opened(browser: Browser, file: string, slowdown: number): Promise<Opening> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send("Performance.enable", { timeDomain: "threadTicks" });
  await tools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const start = performance.now();
  await page.goto(`file://${file}`, { waitUntil: "load" });
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
  const seconds = (performance.now() - start) / 1000;
  const { metrics } = await tools.send("Performance.getMetrics");
  await context.close();
  return { seconds, processor: metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN };
}
