import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Chromium on this machine; undefined where there is none. */
export const chromiumPath = PLACES.find((path) => path !== undefined && existsSync(path));

/** A browser without a network, in which pages are opened as files. */
export interface OfflineBrowser {
  /** @param fragment what stands behind the address, with its # */
  open(html: string, options?: OpenOptions): Promise<OpenedPage>;
  close(): Promise<void>;
}

interface OpenOptions {
  readonly fragment?: string;
  readonly dark?: boolean;
  readonly width?: number;
  readonly scripts?: boolean;
}

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong: requests, errors on the console, violations of the page's policy. */
  readonly problems: readonly string[];
}

export async function startBrowser(): Promise<OfflineBrowser> {
  if (chromiumPath === undefined) throw new Error("no Chromium");
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  const folder = await mkdtemp(join(tmpdir(), "report-page-"));
  let files = 0;
  return {
    async open(html, { fragment = "", dark = false, width = 1100, scripts = true } = {}) {
      const file = join(folder, `${files++}.html`);
      await writeFile(file, html);
      const context = await browser.newContext({
        offline: true,
        colorScheme: dark ? "dark" : "light",
        viewport: { width, height: 900 },
        javaScriptEnabled: scripts,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      const address = `file://${file}${fragment}`;
      page.on("request", (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith("data:")) problems.push(`request: ${url}`);
      });
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
      await page.exposeFunction("tellViolation", (text: string) => problems.push(`policy: ${text}`));
      await page.addInitScript(
        "addEventListener('securitypolicyviolation', (e) => tellViolation(e.violatedDirective + ' ' + e.blockedURI))",
      );
      await page.goto(address);
      return { page, problems };
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}
