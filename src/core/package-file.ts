import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of this package by its path from the root, whether the program runs from the sources or from dist/. */
export function packageFile(path: string): string {
  const roots = ["../../", "../../../"].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  const root = roots.find((candidate) => existsSync(join(candidate, "package.json")));
  if (root === undefined) throw new Error("package.json is missing from the installation");
  return join(root, path);
}
