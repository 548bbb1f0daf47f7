import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readHubConfig } from "../../src/import/shared/hub-config.ts";
import { locateModel } from "../../src/model/model-location.ts";

function folder(files: Readonly<Record<string, unknown>>): string {
  const path = mkdtempSync(join(tmpdir(), "ipswap-eval-hub-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), JSON.stringify(content));
  return path;
}

describe("a model hub's folder", () => {
  test("is where its weights are, safetensors before pickles", async () => {
    const both = folder({ "pytorch_model.bin": 0, "model.safetensors": 0, "config.json": {} });
    expect(await locateModel(both)).toEqual({ kind: "file", path: join(both, "model.safetensors") });
    const one = folder({ "pytorch_model.bin": 0 });
    expect(await locateModel(one)).toEqual({ kind: "file", path: join(one, "pytorch_model.bin") });
    const own = folder({ "card.json": {}, "model.safetensors": 0 });
    expect(await locateModel(own)).toEqual({ kind: "checkpoint", path: own });
    expect((await locateModel(folder({}))).kind).toBe("checkpoint");
  });

  test("no such file or directory, is said so", async () => {
    await expect(locateModel(join(folder({}), "model.onnx"))).rejects.toThrow(
      /model\.onnx: expected a model's file or folder, but got no such file or directory\.$/,
    );
  });

  test("with weights in several files is refused with what to do", async () => {
    const index = "model.safetensors.index.json";
    const path = folder({ [index]: { weight_map: {} } });
    const message = /index\.json: expected weights in one file, but got an index of several\. Save them as one/;
    await expect(locateModel(path)).rejects.toThrow(message);
    await expect(locateModel(join(path, index))).rejects.toThrow(message);
  });
});

describe("readHubConfig", () => {
  // The fields of timm's files on its hub.
  const timm = {
    architecture: "resnet18",
    num_classes: 10,
    pretrained_cfg: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4], input_size: [3, 32, 48], interpolation: "bilinear" },
  };
  // The fields of transformers' image processors.
  const processor = {
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.25, 0.25, 0.25],
    size: { height: 64, width: 32 },
  };
  const besides = (files: Readonly<Record<string, unknown>>, weights = "model.safetensors") =>
    readHubConfig(join(folder(files), weights));

  test("reads what timm says", async () => {
    expect(await besides({ "config.json": timm })).toEqual({
      normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] },
      imageSize: { height: 32, width: 48 },
    });
  });

  test("reads what transformers says", async () => {
    const read = (changes: object) => besides({ "preprocessor_config.json": { ...processor, ...changes } });
    const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
    expect(await read({})).toEqual({ normalization, imageSize: { height: 64, width: 32 } });
    expect(await read({ size: { shortest_edge: 40 } })).toEqual({
      normalization,
      imageSize: { height: 40, width: 40 },
    });
    expect(await read({ size: 24 })).toEqual({ normalization, imageSize: { height: 24, width: 24 } });
    expect((await read({ do_normalize: false })).normalization).toEqual({ mean: [0, 0, 0], std: [1, 1, 1] });
  });

  test("reads nothing beside a file of another name, and nothing that it cannot understand", async () => {
    expect(await besides({ "config.json": timm }, "best.safetensors")).toEqual({});
    const { pretrained_cfg } = timm;
    for (const changes of [
      { std: [0, 1, 1] },
      { mean: [1] },
      { input_size: [1, 28, 28] },
      { input_size: [3, 1e9, 1e9] },
    ]) {
      expect(await besides({ "config.json": { pretrained_cfg: { ...pretrained_cfg, ...changes } } })).toEqual({});
    }
    expect(await besides({ "config.json": [null], "preprocessor_config.json": "{" })).toEqual({});
    expect(await besides({})).toEqual({});
  });
});
