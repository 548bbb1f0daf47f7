// Compiles src, libraries, bin and bench into dist/, from nothing, and makes the program executable.
// It builds in a folder of its own and renames, so that a reader never meets a half-built dist/.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const fresh = join(root, `dist.${process.pid}.tmp`);
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");

try {
  execFileSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", fresh], {
    stdio: "inherit",
  });
  chmodSync(join(fresh, "bin", "ipswap-eval.js"), 0o755);
  const target = join(root, "dist");
  if (existsSync(target)) rmSync(target, { recursive: true });
  renameSync(fresh, target);
} catch {
  rmSync(fresh, { recursive: true, force: true });
  process.exitCode = 1;
}
