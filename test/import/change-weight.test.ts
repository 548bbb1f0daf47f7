import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { packageFile } from "../../src/core/package-file.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { openNetwork, type WeightChange } from "../../src/model/open-network.ts";
import { images } from "./reference.ts";
import { tfjsFolder } from "./tensorflow-fixture.ts";

function file(name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-weights-")), name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url))));
  return path;
}

/** Doubles the head: of the weights with this name the matrix and vector of as many columns as there are classes. */
const doubledHead =
  (classes: number, named = /./): WeightChange =>
  (name, shape, values) => {
    if (!named.test(name)) return values;
    const head = shape.length === 2 ? shape.includes(classes) : shape.length === 1 && shape[0] === classes;
    return head ? values.map((value) => 2 * value) : values;
  };

test.each([
  ["a checkpoint of this program", () => packageFile("assets/checkpoints/ipswap"), 32, /./],
  ["PyTorch", () => file("resnet-downsample.pth"), 16, /^fc\./],
  ["ONNX", () => file("taps-resnet.onnx"), 16, /^fc\./],
  ["Keras 3", () => file("sequential.keras"), 12, /^dense_1:/],
  ["Keras 2", () => file("sequential.h5"), 12, /^dense_1\//],
  ["a TensorFlow.js LayersModel", () => tfjsFolder("layers-kinds"), 12, /^dense_5/],
  ["a TensorFlow.js GraphModel", () => tfjsFolder("graph-plain"), 12, /dense_11\//],
])("%s: with a head of twice the weights, the logits are twice as large", async (_, path, size, head) => {
  const options = { normalization: NORMALIZATIONS.none, imageSize: { height: size, width: size } };
  const network = await openNetwork(path(), options);
  const input = images(network.height) as Tensor4D;
  const before = await network.forward(input).data();
  const changed = await openNetwork(path(), { ...options, changeWeight: doubledHead(network.classes.length, head) });
  const after = await changed.forward(input).data();
  expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(0);
  before.forEach((value, i) => {
    expect(Math.abs(after[i] - 2 * value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
  network.dispose();
  changed.dispose();
});

test("a GraphModel of quantised weights cannot hold others, and says which weight", async () => {
  const folder = tfjsFolder("graph-plain", (json, weights) => {
    const [{ weights: entries }] = json.weightsManifest;
    const first = entries.findIndex((entry) => entry["dtype"] === "float32");
    const size = (entry: Record<string, unknown>) => (entry["shape"] as number[]).reduce((a, b) => a * b, 1);
    const start = entries.slice(0, first).reduce((sum, entry) => sum + 4 * size(entry), 0);
    entries[first]["quantization"] = { dtype: "uint8", scale: 1, min: 0 };
    const end = start + 4 * size(entries[first]);
    return Buffer.concat([weights.subarray(0, start), Buffer.alloc(size(entries[first])), weights.subarray(end)]);
  });
  const options = { normalization: NORMALIZATIONS.none, changeWeight: doubledHead(4) };
  await expect(openNetwork(folder, options)).rejects.toThrow(/weight .*: expected single precision.*uint8/);
});
