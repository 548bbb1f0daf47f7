import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import ort from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { createEngine } from "../../../src/engine/index.ts";
import { ARCHITECTURES, findArchitecture } from "../../../src/model/architectures/index.ts";
import { exportOnnx } from "../../../src/model/export/export-onnx.ts";
import { exportSafetensors } from "../../../src/model/export/export-safetensors.ts";
import { pytorchName } from "../../../src/model/export/pytorch-names.ts";
import { type Checkpoint, loadCheckpoint } from "../../../src/model/load-checkpoint.ts";
import { openNetwork } from "../../../src/model/open-network.ts";
import { saveCheckpoint } from "../../../src/model/save-checkpoint.ts";
import { weightSpec } from "../../../src/network/weight.ts";
import { initialize } from "../../../src/train/initialize.ts";
import { tinyCard, tinyImages } from "../tiny.ts";

const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-export-"));

beforeAll(async () => {
  await createEngine("cpu");
});

/** A checkpoint whose statistics are not those of a new network, so that a forgotten one shows. */
async function checkpoint(architecture: string): Promise<Checkpoint> {
  const path = join(folder, architecture);
  const found = ARCHITECTURES.find(({ id }) => id === architecture)!;
  const model = initialize(found.network(3, { height: 8, width: 8 }), createRandom(3));
  const random = createRandom(4);
  for (const { spec, variable } of model.weights) {
    if (spec.role === "kernel" || spec.role === "bias") continue;
    variable.assign(tf.tensor1d(Array.from({ length: variable.size }, () => 0.5 + random.uniform())));
  }
  await saveCheckpoint(path, model, { ...tinyCard, architecture });
  return loadCheckpoint(path);
}

const FORMATS = { onnx: exportOnnx, safetensors: exportSafetensors };

describe.each(Object.entries(FORMATS))("export to %s", (format, write) => {
  test.each([
    "resnet8",
    "shufflenetv1-g3",
    "shufflenetv2",
    "mobilenetv2",
    ...(process.env["SLOW"] ? ["resnet20", "resnet18", "resnet50", "vgg13-bn", "mobilenetv2-x0.5"] : []),
  ])("%s comes back with the same logits and card", async (architecture) => {
    const original = await checkpoint(architecture);
    const path = join(folder, `${architecture}.${format}`);
    writeFileSync(path, write(original));
    const again = await openNetwork(path);
    expect(again).toMatchObject({
      classes: original.classes,
      height: 8,
      width: 8,
      normalization: original.normalization,
    });
    const images = tf.tensor4d(tinyImages(3), [3, 8, 8, 3]);
    const [expected, found] = [original, again].map((network) => network.forward(images).dataSync());
    const scale = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) => {
      expect(Math.abs(found[i] - value)).toBeLessThan(1e-5 * scale);
    });
    original.dispose();
    again.dispose();
  });
});

test("ONNX Runtime computes the same from an exported file", async () => {
  const original = await checkpoint("resnet20");
  const session = await ort.InferenceSession.create(exportOnnx(original));
  const images = tf.tensor4d(tinyImages(2), [2, 8, 8, 3]);
  const expected = original.forward(images).dataSync();
  const nchw = tf.transpose(images, [0, 3, 1, 2]).dataSync() as Float32Array;
  const { logits } = await session.run({ images: new ort.Tensor("float32", nchw, [2, 3, 8, 8]) });
  expect(logits.dims).toEqual([2, 3]);
  expected.forEach((value, i) => {
    expect((logits.data as Float32Array)[i]).toBeCloseTo(value, 4);
  });
  await session.release();
  original.dispose();
});

test("a network with attention is refused, and safetensors is named", async () => {
  const layer = findArchitecture("mvitv2-t").network(3, { height: 32, width: 32 });
  const bound = { layer, weights: [] } as unknown as Checkpoint["bound"];
  const card = { ...tinyCard, architecture: "mvitv2-t", input: { height: 32, width: 32 } } as Checkpoint["card"];
  expect(() => exportOnnx({ card, bound } as Checkpoint)).toThrow(/mvitv2-t: expected .* ONNX.* safetensors/s);
});

test("weights have the names that torchvision gives them", () => {
  const name = (layer: string, role: Parameters<typeof weightSpec>[1]) => pytorchName(weightSpec(layer, role, [1]));
  expect(name("stem.conv", "kernel")).toBe("conv1.weight");
  expect(name("stage2.block1.shortcut.bn", "variance")).toBe("layer2.0.downsample.1.running_var");
  expect(name("stage4.block3.bn3", "scale")).toBe("layer4.2.bn3.weight");
  expect(name("classifier", "bias")).toBe("fc.bias");
});
