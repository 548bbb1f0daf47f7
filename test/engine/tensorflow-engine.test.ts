import { expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";

const installed = await import("@tensorflow/tfjs-node" as string).then(
  () => true,
  () => false,
);

test.skipIf(installed)("without libtensorflow, the error says what to install", async () => {
  const failure = createEngine("tensorflow");
  await expect(failure).rejects.toThrow(InputError);
  await expect(failure).rejects.toThrow(/@tensorflow\/tfjs-node-gpu, @tensorflow\/tfjs-node.*npm install/);
});
