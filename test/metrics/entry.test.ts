import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|import\(\s*"([^"]+)"\s*\)/g;

/** Every file that the entry brings with it, and every package that those name. Types, which vanish, count too. */
function importGraph(entry: URL): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [entry];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    if (files.has(url.href)) continue;
    files.add(url.href);
    for (const [, fixed, lazy] of readFileSync(fileURLToPath(url), "utf8").matchAll(IMPORT)) {
      const name = fixed ?? lazy;
      if (name.startsWith(".")) open.push(new URL(name, url));
      else packages.add(name);
    }
  }
  return { files, packages };
}

test("the entry runs in a browser: simple-statistics is its only package, and core its only other room", () => {
  const { files, packages } = importGraph(new URL("../../metrics/index.ts", import.meta.url));
  expect([...packages]).toEqual(["simple-statistics"]);
  expect(files.size).toBeGreaterThan(40);
  for (const file of files) expect(file).toMatch(/\/(metrics|src\/core)\/[^:]*\.ts$/);
});

test("nothing of it names what only Node has", () => {
  const { files } = importGraph(new URL("../../metrics/index.ts", import.meta.url));
  for (const file of files) {
    const code = readFileSync(fileURLToPath(file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code, file).not.toMatch(/\b(process|Buffer|require|__dirname)\b\s*[.(]/);
  }
});
