import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-binding-"));
  vi.stubEnv("IPSWAP_TFJS_NODE", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A package that says what the binding says where its install script did not run. */
async function install(name: string, main: string): Promise<void> {
  const home = join(folder, "node_modules", name);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "package.json"), JSON.stringify({ name, main: "index.js" }));
  await writeFile(join(home, "index.js"), main);
}

test("where no binding is installed, the error says what to install", async () => {
  const failure = createEngine("tensorflow");
  await expect(failure).rejects.toThrow(InputError);
  await expect(failure).rejects.toThrow(
    /expected @tensorflow\/tfjs-node-gpu or @tensorflow\/tfjs-node to be installed.*npm install @tensorflow\/tfjs-node@/,
  );
});

test("where a binding is installed and not built, the error says how to build it", async () => {
  await install(
    "@tensorflow/tfjs-node",
    'throw new Error("The native addon module can not be found at x. \\nPlease");',
  );
  await expect(createEngine("tensorflow")).rejects.toThrow(
    "expected @tensorflow/tfjs-node to load, but got The native addon module can not be found at x. " +
      "Run: npm rebuild @tensorflow/tfjs-node --ignore-scripts=false, or use `engine` onnx.",
  );
});
