import { readFileSync } from "node:fs";
import { packageFile } from "../core/package-file.ts";

/** The version in this package's package.json. */
export function version(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}
