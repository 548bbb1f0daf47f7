import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { sha256 } from "../../src/core/files.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import { saveCheckpoint } from "../../src/model/save-checkpoint.ts";
import { tinyCard, tinyImages, tinyModel } from "./tiny.ts";

let root: string;
let good: string;
let copy: string;
const images = () => tf.tensor4d(tinyImages(2), [2, 8, 8, 3]);
let expected: Float32Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "checkpoint-"));
  good = join(root, "good");
  const model = tinyModel();
  await saveCheckpoint(good, model, tinyCard);
  expected = model.forward(images()).dataSync() as Float32Array;
});
afterAll(() => rm(root, { recursive: true }));

beforeEach(async () => {
  copy = join(root, "copy");
  await rm(copy, { recursive: true, force: true });
  await cp(good, copy, { recursive: true });
});

const edit = async (file: string, change: (json: Record<string, unknown>) => void) => {
  const json = JSON.parse(await readFile(join(copy, file), "utf8")) as Record<string, unknown>;
  change(json);
  await writeFile(join(copy, file), JSON.stringify(json));
};

describe("a saved checkpoint", () => {
  test("comes back with the same outputs, names and hash", async () => {
    const checkpoint = await loadCheckpoint(good);
    const logits = checkpoint.forward(images()).dataSync();
    expect(Array.from(logits)).toEqual(Array.from(expected));
    expect(checkpoint.name).toBe("good");
    expect(checkpoint.classes).toEqual(["ant", "bee", "cat"]);
    expect(checkpoint.superclasses?.of).toEqual(Int32Array.of(0, 0, 1));
    expect(checkpoint.sha256).toBe(sha256(await readFile(join(good, "weights.bin"))));
    checkpoint.dispose();
  });

  test("opens with TensorFlow.js alone", async () => {
    const file = JSON.parse(await readFile(join(good, "model.json"), "utf8"));
    const weights = await readFile(join(good, file.weightsManifest[0].paths[0]));
    const model = await tfl.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: file.modelTopology,
        weightSpecs: file.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      }),
    );
    const logits = (model.predict(images()) as tf.Tensor).dataSync();
    expect(Array.from(logits)).toEqual(Array.from(expected));
  });

  test("is named after the run when it lies in a run's folder", async () => {
    const run = join(root, "my-run");
    await cp(good, join(run, "checkpoint"), { recursive: true });
    expect((await loadCheckpoint(run)).name).toBe("my-run");
  });

  test("replaces an older one whole and leaves nothing else behind", async () => {
    const other = tinyModel(2);
    const card = await saveCheckpoint(copy, other, tinyCard);
    expect((await loadCheckpoint(copy)).sha256).toBe(card.weights.sha256);
    expect((await readdir(root)).filter((name) => name.includes(".tmp"))).toEqual([]);
    expect((await readdir(copy)).sort()).toEqual(["card.json", "model.json", "weights.bin"]);
  });

  test("never replaces a folder with other things in it", async () => {
    await writeFile(join(copy, "thesis.txt"), "years of work");
    await expect(saveCheckpoint(copy, tinyModel(), tinyCard)).rejects.toThrow(/thesis\.txt/);
    expect(await readFile(join(copy, "thesis.txt"), "utf8")).toBe("years of work");
  });

  test("does not leak tensors", async () => {
    const before = tf.memory().numTensors;
    (await loadCheckpoint(good)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a checkpoint is refused", () => {
  const refused = async (reason: RegExp) => {
    const before = tf.memory().numTensors;
    await expect(loadCheckpoint(copy)).rejects.toThrow(InputError);
    await expect(loadCheckpoint(copy)).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
  };
  type Manifest = [{ paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }];
  const editManifest = (change: (group: Manifest[0]) => void) =>
    edit("model.json", (json) => change((json["weightsManifest"] as Manifest)[0]));

  test("when there is no such folder", async () => {
    copy = join(root, "nowhere");
    await refused(/no such folder/);
  });
  test.each(["card.json", "model.json", "weights.bin"])("when %s is missing", async (file) => {
    await rm(join(copy, file));
    await refused(new RegExp(file.replace(".", "\\.")));
  });
  test("when the weights are cut short", async () => {
    await truncate(join(copy, "weights.bin"), 1000);
    await refused(/weights\.bin: expected \d+ bytes, but got 1000/);
  });
  test("when one bit of the weights has changed", async () => {
    const weights = await readFile(join(copy, "weights.bin"));
    weights[5000] ^= 1;
    await writeFile(join(copy, "weights.bin"), weights);
    await refused(/SHA-256/);
  });
  test("when the card is not JSON or lacks something", async () => {
    await writeFile(join(copy, "card.json"), "{");
    await refused(/card\.json: expected the card\.json of a checkpoint, but got text that is not JSON/);
    await writeFile(join(copy, "card.json"), "{}");
    await refused(/card\.json/);
  });
  test("when the architecture is unknown", async () => {
    await edit("card.json", (card) => Object.assign(card, { architecture: "resnet9" }));
    await refused(/architecture: expected one of resnet8/);
  });
  test("when the card names another architecture than the model", async () => {
    await edit("card.json", (card) => Object.assign(card, { architecture: "resnet20" }));
    await refused(/modelTopology: expected the layers of resnet20/);
  });
  test("when the card has other classes than the model", async () => {
    await edit("card.json", (card) => Object.assign(card, { classes: ["a", "b"], superclasses: undefined }));
    await refused(/modelTopology/);
  });
  test("when a superclass is out of range", async () => {
    await edit("card.json", (card) => Object.assign(card, { superclasses: { names: ["x"], of: [0, 0, 1] } }));
    await refused(/superclass/);
  });
  test("when it claims absurd sizes", async () => {
    await edit("card.json", (card) => Object.assign(card, { input: { height: 1e9, width: 1e9 } }));
    await refused(/input\.height/);
  });
  test.each(["../good/weights.bin", "/etc/passwd", "..", "a/b.bin", "c:\\x"])(
    "when weights lie at %s",
    async (path) => {
      await editManifest((group) => Object.assign(group, { paths: [path] }));
      await refused(/plain file name/);
    },
  );
  test("when a weight has another shape, is missing, twice or no float32", async () => {
    await editManifest((group) => Object.assign(group.weights[0], { shape: [3, 3, 3, 15] }));
    await refused(/stem\.conv\/kernel: expected shape \[3, 3, 3, 16\]/);
    await editManifest((group) => group.weights.shift());
    await refused(/none called stem\.conv\/kernel/);
    await editManifest((group) => group.weights.push(group.weights[0]));
    await refused(/one too many/);
    await editManifest((group) => Object.assign(group.weights[0], { dtype: "int32" }));
    await refused(/float32/);
  });
});
