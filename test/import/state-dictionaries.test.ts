import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import type { ImportOptions } from "../../src/import/shared/imported-model.ts";
import { file, tensorBytes } from "./safetensors-file.ts";

const fixture = (name: string) => gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url)));

async function read(name: string, options: ImportOptions = {}) {
  const model = await importModel({ path: name, content: fixture(name), options });
  model.dispose();
  return model;
}

beforeAll(async () => {
  await createEngine("cpu");
});

describe("what a state dictionary says of itself", () => {
  test("the normalisation of a first layer in the file, as MadryLab's robustness saves it", async () => {
    const { normalization, architecture } = await read("inside-attacker.pth");
    expect(architecture).toMatch(/^resnet8/);
    // Half precision in the file.
    for (const [index, value] of [0.4914, 0.4822, 0.4465].entries()) {
      expect(normalization?.mean[index]).toBeCloseTo(value, 3);
    }
    expect(normalization?.std.map((value) => value.toFixed(3))).toEqual(["0.202", "0.199", "0.201"]);
    expect((await read("views.pth")).normalization).toBeUndefined();
  });

  test("the other architectures that its names and shapes fit", async () => {
    expect((await read("repvgg-deployed.pth")).alternatives).toEqual(["imagenet-repvgg-2-1-1-1-3"]);
    expect((await read("wrn-weiaicunzai.pth")).alternatives).toEqual(["wrn-10-0.25-no-last-relu"]);
    expect((await read("repvgg.pth")).alternatives).toBeUndefined();
    const imageSize = { height: 96, width: 96 };
    expect(await read("repvgg-deployed.pth", { imageSize })).toMatchObject({
      architecture: "imagenet-repvgg-2-1-1-1-3",
      alternatives: ["repvgg-2-1-1-1-3"],
      height: 96,
    });
  });
});

describe("statistics of batch normalisation", () => {
  const tensors = (variance: number): Record<string, { shape: number[]; values: number[] }> => ({
    "features.0.weight": { shape: [1, 3, 3, 3], values: Array.from({ length: 27 }, () => 0.5) },
    "features.0.bias": { shape: [1], values: [0] },
    "features.1.weight": { shape: [1], values: [1] },
    "features.1.bias": { shape: [1], values: [0] },
    "features.1.running_mean": { shape: [1], values: [0] },
    "features.1.running_var": { shape: [1], values: [variance] },
    "classifier.weight": { shape: [2, 1], values: [1, -1] },
    "classifier.bias": { shape: [2], values: [0, 0] },
  });
  const load = (variance: number) =>
    importModel({ path: "net.safetensors", content: file(...tensorBytes(tensors(variance))), options: {} });

  test("a variance of 0 is one, and a negative one is refused by name", async () => {
    await expect(load(0)).resolves.toMatchObject({ architecture: "vgg4-bn" });
    await expect(load(-0.1)).rejects.toThrow(
      /features\.1\.running_var: expected variances of at least 0, but got -0\.1\d* at element 0\. The file is damaged/,
    );
  });
});
