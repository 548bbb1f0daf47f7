import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { images } from "./reference.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

const normalization = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** A model of TensorFlow.js' own making: what it computes is the reference. */
function model(): tfl.LayersModel {
  const input = tfl.input({ shape: [16, 16, 3] });
  const layer = (made: tfl.layers.Layer) => (x: tfl.SymbolicTensor | tfl.SymbolicTensor[]) =>
    made.apply(x) as tfl.SymbolicTensor;
  let x = layer(tfl.layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: "same", useBias: false }))(input);
  x = layer(tfl.layers.batchNormalization({ betaInitializer: "randomNormal", movingMeanInitializer: "randomNormal" }))(
    x,
  );
  const activated = layer(tfl.layers.reLU({ maxValue: 6 }))(x);
  x = layer(tfl.layers.separableConv2d({ filters: 6, kernelSize: 3, padding: "same", activation: "hardSigmoid" }))(
    activated,
  );
  x = layer(tfl.layers.add())([x, activated]);
  x = layer(tfl.layers.averagePooling2d({ poolSize: [3, 3], strides: [2, 2], padding: "same" }))(x);
  x = layer(tfl.layers.flatten())(x);
  return tfl.model({ inputs: input, outputs: layer(tfl.layers.dense({ units: 4 }))(x) });
}

async function save(source: tfl.LayersModel, change: (json: Record<string, unknown>) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-tfjs-"));
  await source.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, format }) => {
      const json = { format, modelTopology, weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }] };
      change(json as Record<string, unknown>);
      writeFileSync(join(folder, "model.json"), JSON.stringify(json));
      writeFileSync(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  return folder;
}

describe("a TensorFlow.js folder", () => {
  test("computes what TensorFlow.js computes, from the folder or its model.json", async () => {
    const source = model();
    const folder = await save(source);
    const x = images(16);
    const expected = (source.predict(x) as tf.Tensor).dataSync();
    for (const path of [folder, join(folder, "model.json")]) {
      const network = await openNetwork(path, { normalization });
      expect(network).toMatchObject({ height: 16, width: 16 });
      const found = network.forward(x).dataSync();
      expected.forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value, 4);
      });
    }
  });

  test.each<[string, (json: Record<string, unknown>) => void, RegExp]>([
    [
      "a path out of the folder",
      (json) => Object.assign(json, { weightsManifest: [{ paths: ["../weights.bin"], weights: [] }] }),
      /leads elsewhere/,
    ],
    [
      "a missing file",
      (json) => Object.assign(json, { weightsManifest: [{ paths: ["none.bin"], weights: [] }] }),
      /no such file/,
    ],
    [
      "weights that do not fit the bytes",
      (json) =>
        Object.assign(json, {
          weightsManifest: [{ paths: ["weights.bin"], weights: [{ name: "a", shape: [1e6, 1e6], dtype: "float32" }] }],
        }),
      /elements/,
    ],
    [
      "a missing weight",
      (json) =>
        (json["weightsManifest"] as { weights: { name: string }[] }[])[0].weights.forEach((w) => {
          w.name = `lost/${w.name.split("/")[1]}`;
        }),
      /variable 0: expected shape \[3, 3, 3, 6\], but got none/,
    ],
    ["a graph model without nodes", (json) => Object.assign(json, { format: "graph-model" }), /a graph of TensorFlow/],
    [
      "an unknown layer",
      (json) => {
        const { config } = json["modelTopology"] as { config: { layers: { class_name: string }[] } };
        config.layers[2].class_name = "Lambda";
      },
      /got Lambda/,
    ],
    [
      "no layers",
      (json) => Object.assign(json, { modelTopology: { class_name: "Functional", config: { layers: [] } } }),
      InputError as unknown as RegExp,
    ],
  ])("is refused with %s", async (_, change, message) => {
    const folder = await save(model(), change);
    await expect(openNetwork(folder, { normalization })).rejects.toThrow(message);
    await expect(openNetwork(folder, { normalization })).rejects.toThrow(InputError);
  });
});
