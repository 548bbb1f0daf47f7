import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiles modules, and what they import, into a folder that is removed after the tests: worker threads of Node 20 read
 * no TypeScript, so the compiled program is what has them. Returns how to import one.
 *
 * @param include paths below the repository's root, with wildcards
 */
export function compiled(...include: readonly string[]): (module: string) => Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "ipswap-compiled-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const compilerOptions = {
    rootDir: root,
    outDir: join(folder, "dist"),
    declaration: false,
    typeRoots: [join(root, "node_modules/@types")],
  };
  const config = {
    extends: join(root, "tsconfig.build.json"),
    compilerOptions,
    include: include.map((path) => join(root, path)),
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { stdio: "inherit" });
  return (module) => import(pathToFileURL(join(folder, "dist", module)).href);
}
