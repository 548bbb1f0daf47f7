import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const installed = dirname(createRequire(import.meta.url).resolve("ipswap-eval/package.json"));

/** Folder of one of the two checkpoints that come with the package: `hard-label` or `ipswap`. */
export function bundledCheckpoint(name) {
  return join(installed, "assets", "checkpoints", name);
}
