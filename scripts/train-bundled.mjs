// Trains the two checkpoints that come with the program, on the embedded set, with the program itself. Interrupted, it
// goes on where it was: the runs lie in results/bundled. The same seed gives the same bytes with the same version of
// the engine; another version rounds differently.
// Usage: npm run build && node scripts/train-bundled.mjs [threads]
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist", "bin", "ipswap-eval.js");

/** Both methods see each training image once per epoch as a first image; ipswap a partner of its class beside it. */
const COMMON = ["--arch", "resnet8", "--data", "emoji", "--epochs", "20", "--seed", "0"];
const METHODS = { "hard-label": [], ipswap: ["--p", "incremental"] };

const threads = process.argv[2] === undefined ? [] : ["--threads", process.argv[2]];
for (const [method, options] of Object.entries(METHODS)) {
  const run = join(root, "results", "bundled", method);
  execFileSync(
    process.execPath,
    [program, "train", "--method", method, ...options, ...COMMON, "--out", run, ...threads],
    { stdio: "inherit" },
  );
  const target = join(root, "assets", "checkpoints", method);
  const fresh = `${target}.tmp`;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(run, "checkpoint"), fresh, { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}
