import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version in this package's package.json, whether run from the sources or from dist/. */
export function version(): string {
  const candidates = ["../../package.json", "../../../package.json"];
  const found = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (found === undefined) throw new Error("package.json is missing from the installation");
  return (JSON.parse(readFileSync(found, "utf8")) as { version: string }).version;
}
