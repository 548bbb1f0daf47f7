import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** Static imports that are there at run time: not types, and not those made inside a command's action. */
const IMPORT = /(?:^|\n)(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s)?"([^"]+)"/g;

test("help needs none of the heavy packages: they are imported inside a command's action", () => {
  const packages = new Set<string>();
  const files = new Set<string>();
  const open = [new URL("../../src/cli/main.ts", import.meta.url)];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    if (files.has(url.href)) continue;
    files.add(url.href);
    for (const [, name] of readFileSync(fileURLToPath(url), "utf8").matchAll(IMPORT)) {
      if (name.startsWith(".")) open.push(new URL(name, url));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  }
  expect(files.size).toBeGreaterThan(5);
  expect([...packages].filter((name) => !["@commander-js/extra-typings", "zod"].includes(name))).toEqual([]);
});
