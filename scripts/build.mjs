// Compiles src, libraries, bin and bench into dist/, from nothing, bundles the report page's script, makes the program
// executable, and writes the JSON Schemas of what it stores.
// usage: node scripts/build.mjs [FOLDER]   (default: dist)
// It builds in a folder of its own and renames, so that a reader never meets a half-built dist/.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleBrowser } from "./bundle-browser.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));
const fresh = `${target}.${process.pid}.tmp`;
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");

try {
  execFileSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", fresh], {
    stdio: "inherit",
  });
  await bundleBrowser(fresh);
  chmodSync(join(fresh, "bin", "ipswap-eval.js"), 0o755);
  const { jsonSchemas } = await import(pathToFileURL(join(fresh, "src", "result", "schemas.js")).href);
  mkdirSync(join(fresh, "schemas"));
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(fresh, "schemas", `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
  if (existsSync(target)) rmSync(target, { recursive: true });
  renameSync(fresh, target);
} catch (error) {
  if (error.status === undefined) console.error(error); // the compiler has said what is wrong itself
  rmSync(fresh, { recursive: true, force: true });
  process.exitCode = 1;
}
