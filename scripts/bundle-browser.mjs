// Bundles the report page's script: src/report/browser/main.ts and what it imports, as one minified file. The build puts
// it into dist/, and the tests put it beside its source, where git ignores it.
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @param {string} folder where src/report/browser/bundle.js goes: the repository, or dist */
export async function bundleBrowser(folder) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/report/browser/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    charset: "utf8",
    target: "es2022",
    write: false,
  });
  const file = join(folder, "src", "report", "browser", "bundle.js");
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(temporary, outputFiles[0].contents);
  renameSync(temporary, file);
}

/** For vitest, before the first test. */
export const setup = () => bundleBrowser(root);
