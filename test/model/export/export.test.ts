import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import ort from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { createEngine } from "../../../src/engine/index.ts";
import { importModel } from "../../../src/import/import-model.ts";
import { ARCHITECTURES } from "../../../src/model/architectures/index.ts";
import { exportOnnx } from "../../../src/model/export/export-onnx.ts";
import { exportSafetensors } from "../../../src/model/export/export-safetensors.ts";
import { pytorchName } from "../../../src/model/export/pytorch-names.ts";
import { type Checkpoint, loadCheckpoint } from "../../../src/model/load-checkpoint.ts";
import { openNetwork } from "../../../src/model/open-network.ts";
import { saveCheckpoint } from "../../../src/model/save-checkpoint.ts";
import { silu } from "../../../src/network/activations.ts";
import { named } from "../../../src/network/combine.ts";
import { weightSpec } from "../../../src/network/weight.ts";
import { initialize } from "../../../src/train/initialize.ts";
import { expectAgreement, images, type Reference } from "../../import/reference.ts";
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

describe("a network with attention", () => {
  const read = (name: string) => readFileSync(new URL(`../../fixtures/import/${name}`, import.meta.url));
  const [expected]: Reference[] = Object.values(JSON.parse(read("expected-mvit.json").toString()));
  const { size, logits: published } = expected;
  const scale = Math.max(...published.flat().map(Math.abs));
  let original: Checkpoint;
  let path: string;

  beforeAll(async () => {
    const content = gunzipSync(read("mvitv2.pth.gz"));
    const { bound } = await importModel({ path: "mvitv2.pth", content, options: {} });
    const classes = ["ant", "bee", "cat", "dog", "eel"];
    const card = { ...tinyCard, architecture: "mvitv2-4", input: { height: size, width: size }, classes };
    original = { card, bound } as unknown as Checkpoint;
    path = join(folder, "mvitv2.onnx");
    writeFileSync(path, exportOnnx(original));
  });

  const compare = (found: ArrayLike<number>) => {
    for (const [i, value] of published.flat().entries()) expect(Math.abs(found[i] - value)).toBeLessThan(1e-4 * scale);
  };

  test("ONNX Runtime computes from the exported file what PyTorch does, for any batch", async () => {
    const session = await ort.InferenceSession.create(path);
    const pixels = tf.transpose(images(size), [0, 3, 1, 2]).dataSync() as Float32Array;
    const { logits } = await session.run({ images: new ort.Tensor("float32", pixels, [2, 3, size, size]) });
    expect(logits.dims).toEqual([2, published[0].length]);
    compare(logits.data as Float32Array);
    const alone = await session.run({
      images: new ort.Tensor("float32", pixels.slice(pixels.length / 2), [1, 3, size, size]),
    });
    expect(alone["logits"].dims).toEqual([1, published[0].length]);
    alone["logits"].data.forEach((value, i) => {
      expect(Math.abs((value as number) - published[1][i])).toBeLessThan(1e-4 * scale);
    });
    await session.release();
  });

  test("the exported file comes back, gradients included", async () => {
    const content = readFileSync(path);
    const again = await importModel({ path, content, options: {} });
    expect(again).toMatchObject({ height: size, width: size, classes: published[0].length });
    await expectAgreement(again.forward, expected);
    again.dispose();
  });

  test("safetensors have PyTorch's names and come back", async () => {
    const again = await importModel({
      path: "mvitv2.safetensors",
      content: exportSafetensors(original),
      options: {},
    });
    expect(again).toMatchObject({ architecture: "mvitv2-4", naming: "facebookresearch/mvit", height: size });
    await expectAgreement(again.forward, expected);
    again.dispose();
  });

  test("images of another size are refused", () => {
    expect(() => original.bound.forward(images(64))).toThrow(/images: expected 32 x 32 pixels.* 16 x 16 patches/);
  });
});

test("a layer without a form in ONNX is refused, and safetensors is named", () => {
  const bound = { layer: named("act", silu), weights: [] } as unknown as Checkpoint["bound"];
  expect(() => exportOnnx({ card: tinyCard, bound } as Checkpoint)).toThrow(/ONNX.* one with act.* safetensors/s);
});

test("weights have the names that torchvision gives them", () => {
  const name = (layer: string, role: Parameters<typeof weightSpec>[1]) => pytorchName(weightSpec(layer, role, [1]));
  expect(name("stem.conv", "kernel")).toBe("conv1.weight");
  expect(name("stage2.block1.shortcut.bn", "variance")).toBe("layer2.0.downsample.1.running_var");
  expect(name("stage4.block3.bn3", "scale")).toBe("layer4.2.bn3.weight");
  expect(name("classifier", "bias")).toBe("fc.bias");
});
