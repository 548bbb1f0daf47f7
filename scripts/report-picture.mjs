// Draws the README's picture of the report: the top of a page and an example opened in it, side by side.
// usage: node scripts/report-picture.mjs report.html docs/report.png   (CHROMIUM: path of the browser)
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import sharp from "sharp";

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  console.error("usage: node scripts/report-picture.mjs report.html picture.png");
  process.exit(2);
}

const PANEL = { width: 960, height: 1100 };
/** Width of a panel in the picture, pixels, and the gap between the two. */
const WIDTH = 600;
const GAP = 24;
const COLORS = 64;

const address = pathToFileURL(resolve(source)).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: PANEL, colorScheme: "light" });
await page.goto(address);
const top = await page.screenshot();
await page.click(".opener");
const opened = await page.screenshot();
await browser.close();

const height = Math.round((PANEL.height * WIDTH) / PANEL.width);
const panels = await Promise.all([top, opened].map((panel) => sharp(panel).resize(WIDTH, height).toBuffer()));
await sharp({ create: { width: 2 * WIDTH + GAP, height, channels: 3, background: "#d9d9d9" } })
  .composite(panels.map((input, i) => ({ input, left: i * (WIDTH + GAP), top: 0 })))
  .png({ palette: true, colours: COLORS, compressionLevel: 9 })
  .toFile(target);
