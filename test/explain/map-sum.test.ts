import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createExplainer } from "../../src/explain/explainer.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { images } from "../import/reference.ts";

const SIZE = { height: 16, width: 16 };

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
});

/** Logits where a layer's map is replaced by zeros. */
function withoutMap(network: Network, layer: string, pixels: tf.Tensor4D): ArrayLike<number> {
  return tf.tidy(() =>
    network.forward(pixels, (name, read) => (name === layer ? tf.zerosLike(read()) : undefined)).dataSync(),
  );
}

// With global average pooling and a linear layer, logit_c = b_c + sum_k w_ck mean(A_k), and a_k = w_ck / positions.
describe("where a linear layer follows global average pooling, the map's sum is the logit less the bias", () => {
  test.each([
    ["weights", "import/resnet-option-a.th"],
    ["weights", "import/mobilenetv2-torchvision.th"],
    ["weights", "import/densenet-torchvision.pth"],
    ["ONNX", "explain/resnet.onnx"],
    ["ONNX", "explain/mobilenetv2.onnx"],
    ["ONNX", "explain/densenet.onnx"],
  ])("from %s: %s", async (_, file) => {
    const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-sum-")), basename(file));
    writeFileSync(path, gunzipSync(readFileSync(new URL(`../fixtures/${file}.gz`, import.meta.url))));
    const network = await openNetwork(path, { normalization: NORMALIZATIONS.none, imageSize: SIZE });
    const pixels = images(SIZE.height);
    const sample = pixels.dataSync() as Float32Array;
    const explainer = await createExplainer(network, engine, { batch: 2, sample });
    const model = await createClassifier(network, engine, { batch: 2 });
    const logits = await model.logits(sample);
    const bias = withoutMap(network, explainer.layer as string, pixels);
    for (const label of [0, 1]) {
      const maps = await explainer.explain(sample, Int32Array.of(label, label));
      maps.forEach(({ raw }, i) => {
        expect(raw.length).toBeGreaterThan(1);
        const at = i * model.classes + label;
        const sum = raw.reduce((total, value) => total + value, 0);
        expect(Math.abs(sum / (logits[at] - bias[at]) - 1)).toBeLessThan(1e-5);
      });
    }
    await Promise.all([explainer.dispose(), model.dispose()]);
    network.dispose();
  });
});
