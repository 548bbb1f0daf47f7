import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./report/html/browser.ts";

// The examples run as a user's would: in a folder of their own, with the package, as it is built, in node_modules.

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-examples-"));
const examples = join(folder, "examples");
const slow = Boolean(process.env["SLOW"]);

beforeAll(() => {
  const installed = join(folder, "node_modules", "ipswap-eval");
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  for (const name of ["node_modules", "assets"]) symlinkSync(join(root, name), join(installed, name), "junction");
  execFileSync(process.execPath, [join(root, "scripts", "build.mjs"), join(installed, "dist")], { stdio: "inherit" });
  cpSync(join(root, "examples"), examples, { recursive: true });
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin);
  const program = join(installed, "dist", "bin", "ipswap-eval.js");
  writeFileSync(join(bin, "ipswap-eval"), `#!/bin/sh\nexec node "${program}" "$@"\n`, { mode: 0o755 });
  writeFileSync(join(bin, "ipswap-eval.cmd"), `@node "${program}" %*\r\n`);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
  execFileSync(command, args, {
    cwd: examples,
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 2 ** 26,
  });
const node = (...args: readonly string[]) => run(process.execPath, args);

/** `name value` at the beginning of lines. */
function valuesIn(output: string): Record<string, number> {
  return Object.fromEntries(
    [...output.matchAll(/^(\S+(?: \d)?) +(-?\d+\.\d+)/gm)].map(([, name, value]) => [name, +value]),
  );
}

/** Share of rows in which the label's logit is the first greatest, out of the file itself. */
function accuracyOf(file: string): number {
  const rows = readFileSync(join(examples, "data", file), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const right = rows.filter((row) => {
    const [label, ...logits] = row.split(",").map(Number);
    return logits.indexOf(Math.max(...logits)) === label;
  });
  return right.length / rows.length;
}

describe("the examples", { timeout: 600_000 }, () => {
  test("metrics.js", () => {
    const output = node("metrics.js");
    const accuracies = [...output.matchAll(/^ {2}accuracy +(-?\d\.\d{4})/gm)].map(([, value]) => Number(value));
    const [baseline, candidate] = ["baseline.csv", "candidate.csv"].map(accuracyOf);
    expect(accuracies).toHaveLength(3);
    for (const [i, expected] of [baseline, candidate, candidate - baseline].entries()) {
      expect(accuracies[i]).toBeCloseTo(expected, 4);
    }
    expect(output).toMatch(/^ {2}nll .*: worse$/m);
  });

  test("metrics.js says which line is wrong", () => {
    writeFileSync(join(examples, "data", "wrong.csv"), "label,cat,dog\n0,1,2\n1,x,2\n");
    expect(() => node("metrics.js", "data/wrong.csv", "data/wrong.csv")).toThrow(
      /line 3: expected a class and 2 numbers/,
    );
  });

  const browserMissing = chromiumPath === undefined;
  if (browserMissing)
    process.stderr.write("browser/ is bundled but not opened: there is no Chromium (set CHROMIUM).\n");

  test("browser/ is bundled without anything of Node, and compares two files", async () => {
    const bundle = join(examples, "browser", "bundle.js");
    const { metafile } = await build({
      entryPoints: [join(examples, "browser", "page.js")],
      bundle: true,
      outfile: bundle,
      metafile: true,
      logLevel: "silent",
    });
    expect(Object.keys(metafile.inputs).filter((input) => /onnxruntime|tfjs|sharp/.test(input))).toEqual([]);
    expect(existsSync(bundle)).toBe(true);
    if (browserMissing) return;
    const browser = await chromium.launch({ executablePath: chromiumPath as string, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(pathToFileURL(join(examples, "browser", "index.html")).href);
      for (const name of ["baseline", "candidate"])
        await page.setInputFiles(`#${name}`, join(examples, "data", `${name}.csv`));
      await page.waitForSelector("#result td");
      expect(await page.textContent("#status")).toBe("400 examples compared");
      const row = (await page.evaluate(
        "[...document.querySelectorAll('#result tr')].map((row) => [...row.cells].map((cell) => cell.textContent)).find(([id]) => id === 'accuracy')",
      )) as string[];
      expect(row.slice(1, 3).map(Number)).toEqual(["baseline.csv", "candidate.csv"].map(accuracyOf));
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test("custom-attack.js: its own attack does no less harm than none, and PGD no less than FGSM", () => {
    const {
      clean,
      fgsm,
      pgd,
      "random-corners": corners,
    } = valuesIn(node("custom-attack.js", ...bundled("ipswap"), "16"));
    expect(corners).toBeLessThanOrEqual(clean);
    expect(fgsm).toBeLessThan(clean);
    expect(pgd).toBeLessThanOrEqual(fgsm);
  });

  test("custom-corruption.js: every severity of both, in [0, 1]", () => {
    const values = valuesIn(node("custom-corruption.js", ...bundled("ipswap"), "26"));
    expect(Object.keys(values)).toEqual(
      ["occlusion", "frost"].flatMap((id) => [1, 2, 3, 4, 5].map((s) => `${id} ${s}`)),
    );
    for (const value of Object.values(values)) expect(value >= 0 && value <= 1).toBe(true);
  });

  test("onnx.js: the result of a run, stored", () => {
    exportOnnx();
    expect(node("onnx.js", "model.onnx", "26", "results")).toMatch(/Accuracy under attack.*first 26 images/);
    const { plan } = JSON.parse(readFileSync(join(examples, "results", "result.json"), "utf8"));
    expect(plan.attacks).toEqual(["fgsm", "pgd"]);
  });

  test.skipIf(!slow)("review-onnx.sh", () => {
    exportOnnx();
    const args = ["review-onnx.sh", "model.onnx", "--limit", "26", "--explain", "none"];
    expect(run("bash", args, { ATTACKED: "8" })).toMatch(/Square[\s\S]*worst case/);
  });

  test.skipIf(!slow)("train-and-compare.sh", () => {
    const output = run("bash", ["train-and-compare.sh"], { EPOCHS: "1", LIMIT: "52", ATTACKED: "8" });
    expect(output).toMatch(/hard-label +ipswap/);
    expect(output).toMatch(/exact McNemar p =/);
  });
});

const bundled = (name: string) => [join(root, "assets", "checkpoints", name)];

function exportOnnx(): void {
  const program = join(folder, "node_modules", "ipswap-eval", "dist", "bin", "ipswap-eval.js");
  node(program, "export", "--ckpt", ...bundled("ipswap"), "--to", "onnx", "--out", "model.onnx");
}
