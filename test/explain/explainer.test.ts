import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { toUnit } from "../../src/core/image.ts";
import { packageFile } from "../../src/core/package-file.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createExplainer } from "../../src/explain/explainer.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { images } from "../import/reference.ts";

/** Maps of the tiny networks by captum's LayerGradCam without its rectifier, from generate_captum.py. */
const captum: Record<string, { size: number; maps: Record<string, { shape: number[]; values: number[] }> }> =
  JSON.parse(readFileSync(new URL("../fixtures/explain/captum.json", import.meta.url), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
});

function open(name: string, size: number): Promise<Network> {
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-explain-")), name);
  const fixture = new URL(`../fixtures/import/${name}.gz`, import.meta.url);
  writeFileSync(path, gunzipSync(readFileSync(fixture)));
  return openNetwork(path, { normalization: NORMALIZATIONS.none, imageSize: { height: size, width: size } });
}

describe("raw maps equal captum's, compiled by the engine", () => {
  test.each(Object.entries(captum))("%s", async (name, { size, maps }) => {
    const network = await open(name, size);
    const sample = (await images(size).data()) as Float32Array;
    for (const [layer, { shape, values }] of Object.entries(maps)) {
      const explainer = await createExplainer(network, engine, { layer, batch: 2, sample });
      const found = await explainer.explain(sample, Int32Array.of(0, 1));
      expect([explainer.height, explainer.width]).toEqual(shape);
      const range = Math.max(...values) - Math.min(...values);
      found.forEach(({ raw }, image) => {
        raw.forEach((value, place) => {
          expect(Math.abs(value - values[image * raw.length + place])).toBeLessThan(1e-4 * range + 1e-6);
        });
      });
      await explainer.dispose();
    }
    network.dispose();
  });
});

test("the map's sum is the logit less the bias, where a linear layer follows global average pooling", async () => {
  const network = await loadCheckpoint(packageFile("assets/checkpoints/ipswap"));
  const dataset = await openDataset("emoji", { split: "test", limit: 6 });
  const pixels = toUnit(await dataset.read([0, 1, 2, 3, 4, 5]));
  const explainer = await createExplainer(network, engine, { batch: 6, sample: pixels });
  expect(explainer).toMatchObject({ method: "grad-cam", height: 8, width: 8 });
  const model = await createClassifier(network, engine, { batch: 6 });
  const logits = await model.logits(pixels);
  // The bias is what the linear layer gives for features of zero: the smallest network says it of itself.
  const bias = await biasOf(network);
  const maps = await explainer.explain(pixels, dataset.labels);
  maps.forEach(({ raw }, i) => {
    const expected = logits[i * model.classes + dataset.labels[i]] - bias[dataset.labels[i]];
    const sum = raw.reduce((total, value) => total + value, 0);
    const scale = raw.reduce((total, value) => total + Math.abs(value), 0);
    expect(Math.abs(sum - expected)).toBeLessThan(1e-5 * scale + 1e-5);
  });
  await Promise.all([explainer.dispose(), model.dispose()]);
  network.dispose();
});

/** Logits where the last map is replaced by zeros. */
async function biasOf(network: Network): Promise<ArrayLike<number>> {
  const { height, width } = network;
  const logits = tf.tidy(() =>
    network.forward(tf.zeros([1, height, width, 3]), (name, read) =>
      name === "stage3.block1.relu" ? tf.zerosLike(read()) : undefined,
    ),
  );
  const values = await logits.data();
  logits.dispose();
  return values;
}

describe("networks that Grad-CAM cannot explain", () => {
  /** Pixels are compared with a threshold, which has no slope; class 1 counts bright pixels of the upper half. */
  const stepped = (): Network => ({
    name: "stepped",
    sha256: "0",
    architecture: "threshold",
    classes: ["dark", "bright"],
    classesStated: true,
    height: 8,
    width: 8,
    normalization: NORMALIZATIONS.none,
    output: "logits",
    forward: (x) => {
      const upper = tf.slice(x, [0, 0, 0, 0], [-1, 4, 8, 3]);
      const bright = tf.sum(tf.cast(tf.greater(upper, 0.6), "float32"), [1, 2, 3]);
      return tf.stack([tf.zerosLike(bright), bright], 1) as tf.Tensor2D;
    },
    dispose() {},
  });

  test("are explained by occlusion: the logit falls by what each cell held", async () => {
    const white = new Float32Array(8 * 8 * 3).fill(1);
    const explainer = await createExplainer(stepped(), engine, { batch: 1, sample: white });
    expect(explainer).toMatchObject({ method: "occlusion", layer: null, height: 8, width: 8 });
    const [{ raw }] = await explainer.explain(white, Int32Array.of(1));
    // A cell is one pixel of three channels: covered with grey it is no longer bright. The lower half does not count.
    expect([...raw]).toEqual([...new Array(32).fill(3), ...new Array(32).fill(0)]);
    await explainer.dispose();
  });

  test("a layer without places is refused by name", async () => {
    const network = await loadCheckpoint(packageFile("assets/checkpoints/ipswap"));
    const sample = new Float32Array(32 * 32 * 3);
    await expect(createExplainer(network, engine, { layer: "pooled", batch: 1, sample })).rejects.toThrow(
      /layer .* of .*: expected activations that have places in the image/,
    );
    network.dispose();
  });
});
