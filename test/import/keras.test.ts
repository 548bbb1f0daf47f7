import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { expectAgreement, images, type Reference } from "./reference.ts";
import { expectedOf, fixture, type ModelJson, tfjsFolder } from "./tensorflow-fixture.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

const normalization = NORMALIZATIONS.none;
const all: [string, Reference][] = [...Object.entries(expectedOf("keras2")), ...Object.entries(expectedOf("keras3"))];
const files = all.filter(([name]) => /\.(h5|keras)$/.test(name));
const folders = all.filter(([name]) => name.startsWith("layers-"));
const read = (name: string) => importModel({ path: name, content: fixture(name), options: {} });

describe("Keras models compute what Keras computes: logits and input gradients", () => {
  test.each(files)("%s", async (name, expected) => {
    const model = await read(name);
    await expectAgreement((x) => model.forward(x as Tensor4D), expected);
  });

  test.each(folders)("%s, converted for TensorFlow.js", async (name, expected) => {
    const network = await openNetwork(tfjsFolder(name), { normalization });
    await expectAgreement((x) => network.forward(x as Tensor4D), expected);
  });

  test("compiled by the engine too", async () => {
    const engine = await createEngine("onnx", 1);
    for (const name of ["keras2-transfer.h5", "keras3-kinds.keras"]) {
      const model = await read(name);
      const expected = all.find(([file]) => file === name)![1];
      const compiled = await engine.compile((x) => model.forward(x as Tensor4D), [{ shape: [2, 12, 12, 3] }]);
      const [logits] = await compiled.run((await images(12, expected.range).data()) as Float32Array);
      expected.logits.flat().forEach((value, i) => {
        expect(logits[i]).toBeCloseTo(value, 4);
      });
    }
    await engine.dispose();
    await createEngine("cpu");
  });
});

describe("what a Keras model says of itself", () => {
  test("a softmax at the end of a model inside is taken off", async () => {
    expect(await read("keras3-transfer.keras")).toMatchObject({ output: "probabilities", classes: 4, height: 12 });
    expect(await read("keras3-shared.keras")).toMatchObject({ output: "logits" });
  });

  test("layers of models inside, and each call of a shared layer, are counted", async () => {
    const { operators, parameters } = await read("keras3-shared.h5");
    expect(operators?.get("Conv2D")).toBe(4);
    // Two convolutions, a normalisation, a dense layer: each once.
    expect(parameters).toBe(84 + 12 + 56 + 804);
  });

  test("dividing by 127.5 in front asks for pixels in 0...255", async () => {
    expect((await read("keras2-transfer.h5")).normalization).toEqual(NORMALIZATIONS["pixels-255"]);
    expect((await read("keras3-transfer.keras")).normalization).toEqual(NORMALIZATIONS["pixels-255"]);
    expect((await read("keras3-functions.keras")).normalization).toBeUndefined();
    expect((await read("keras2-shared.keras")).normalization).toBeUndefined();
  });
});

type Layers = { class_name: string; name?: string; config: Record<string, unknown>; inbound_nodes?: unknown[] }[];

function layersOf(json: ModelJson): Layers {
  const { config } = json.modelTopology["model_config"] as { config: { layers: Layers } };
  return config.layers;
}

describe("a Keras model is refused with what is wrong", () => {
  test.each<[string, (json: ModelJson) => void, RegExp]>([
    ["code", (json) => (layersOf(json).at(-1)!.class_name = "Lambda"), /got Lambda, which is Python code/],
    ["an unknown class", (json) => (layersOf(json).at(-1)!.class_name = "MyHead"), /layer \S+ \(MyHead\).*got MyHead/],
    [
      "somebody else's class of the same name",
      (json) => Object.assign(layersOf(json).at(-1)!, { class_name: "Dense", registered_name: "Custom>Dense" }),
      /a layer of Keras' own, but got Dense of Custom>Dense/,
    ],
    [
      "a function that no classifier has",
      (json) =>
        Object.assign(layersOf(json).find(({ class_name: kind }) => kind === "TFOpLambda")!.config, {
          function: "io.read_file",
        }),
      /got io.read_file/,
    ],
    [
      "a layer that waits for itself",
      (json) => {
        const pool = layersOf(json).find(({ class_name: kind }) => kind === "GlobalAveragePooling2D")!;
        pool.inbound_nodes = [[[pool.config["name"], 0, 0, {}]]];
      },
      /layers without cycles/,
    ],
    [
      "a class of model of its own",
      (json) => ((json.modelTopology["model_config"] as { class_name: string }).class_name = "MyModel"),
      /got MyModel/,
    ],
    [
      "models inside models without end",
      (json) => {
        const model = json.modelTopology["model_config"] as { config: { layers: Layers } };
        let inner: Layers[0] = structuredClone(model) as unknown as Layers[0];
        for (let depth = 0; depth < 40; depth++) {
          inner = { class_name: "Sequential", config: { name: `m${depth}`, layers: [inner] } };
        }
        Object.assign(model, inner);
      },
      /models at most 16 deep/,
    ],
    [
      "models that double with each level",
      (json) => {
        const layer = layersOf(json).find(({ class_name: kind }) => kind === "Sequential")!;
        for (let depth = 0; depth < 14; depth++) {
          const copy = structuredClone(layer);
          const twin = structuredClone({ ...copy, name: `twin${depth}` });
          layer.config = { name: layer.config["name"], layers: [copy, twin] };
          for (const inner of [copy, twin]) delete inner.inbound_nodes;
        }
      },
      /at most 20000 calls of layers/,
    ],
  ])("%s", async (_, change, message) => {
    const folder = tfjsFolder("layers-transfer", (json) => void change(json));
    await expect(openNetwork(folder, { normalization })).rejects.toThrow(message);
    await expect(openNetwork(folder, { normalization })).rejects.toThrow(InputError);
  });

  test("weights alone", async () => {
    await expect(read("keras3-alone.weights.h5")).rejects.toThrow(/its weights alone.*load_weights/);
  });

  test("a SavedModel and a TensorFlow Lite file, with how to convert them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-saved-model-"));
    // Version 1, then the first graph's length of two bytes.
    writeFileSync(join(folder, "saved_model.pb"), Buffer.concat([Buffer.of(8, 1, 0x12, 0x80, 2), Buffer.alloc(256)]));
    await expect(openNetwork(folder, { normalization })).rejects.toThrow(/a TensorFlow SavedModel.*tf2onnx/);
    const lite = Buffer.concat([Buffer.of(0x1c, 0, 0, 0), Buffer.from("TFL3"), Buffer.alloc(64)]);
    await expect(importModel({ path: "model.tflite", content: lite, options: {} })).rejects.toThrow(/--tflite/);
  });
});
