import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { type Result, resultSchema } from "../../src/result/safety-result.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { onnxFile } from "../import/onnx-file.ts";
import { capturedIo } from "./captured-io.ts";
import { greyImages, greyNetwork } from "./grey-network.ts";

/** Models and data as people have them, from the command line to the result. */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));

type Files = Readonly<Record<string, Uint8Array | string>>;

/** Folders of four images of each grey: a is black, the last class white. */
const greys = async (classes: readonly string[], of = classes.length): Promise<Files> =>
  Object.assign(
    {},
    ...(await Promise.all(
      classes.map((name) => greyImages(`data/${name}`, name.charCodeAt(0) - "a".charCodeAt(0), of, 4)),
    )),
  );

interface Given {
  /** Name of a fixture, or of one of the files. */
  readonly model: string;
  readonly files: Files;
  readonly options?: readonly string[];
}

async function safety({ model, files, options = [] }: Given) {
  const folder = await temporaryFolder(files);
  const path = Object.keys(files).some((name) => name.split("/")[0] === model) ? join(folder, model) : fixture(model);
  const io = capturedIo();
  const fast = ["--attacks", "none", "--corruptions", "none", "--explain", "none", "--engine", "cpu", "--json"];
  const data = ["--data", `folder:${join(folder, "data")}`, "--out", join(folder, "out"), "--normalize", "none"];
  const code = await main(["safety", "--ckpt", path, ...data, ...fast, ...options], io);
  const result: Result | undefined = io.out() === "" ? undefined : resultSchema.parse(JSON.parse(io.out()));
  return { code, said: io.err(), result, accuracy: result?.checkpoints[0].measurements[0].values["accuracy"] };
}

/** A JPEG of four channels, as Photoshop writes it and without its mark. */
const cmyk = async (grey: number) => {
  const image = { create: { width: 8, height: 8, channels: 3, background: { r: grey, g: grey, b: grey } } } as const;
  return sharp(image).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
};

/** Scores of ImageNet's number of classes, the k-th of which is the mean pixel: the first of the largest. */
const head = (classes: number) =>
  onnxFile({
    input: ["N", 3, 8, 8],
    nodes: [
      { operator: "GlobalAveragePool", inputs: ["x"], outputs: ["mean"] },
      { operator: "Flatten", inputs: ["mean"], outputs: ["flat"] },
      { operator: "Gemm", inputs: ["flat", "W"], outputs: ["y"], attributes: { transB: 1 } },
    ],
    tensors: { W: { shape: [classes, 3], values: new Array<number>(3 * classes).fill(1) } },
  });

async function folderOf(name: string, target: string, names: Readonly<Record<string, string>> = {}): Promise<Files> {
  const files = await readdir(fixture(name));
  const entries = files.map(async (file) => [
    `${target}/${names[file] ?? file}`,
    await readFile(fixture(`${name}/${file}`)),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

describe("measured right", () => {
  test.each([
    ["a softmax over the classes", "softmax-axis1.onnx", ["a", "b", "c"]],
    ["minus infinity around a max pool", "maxpool-same-neginf.onnx", ["a", "b", "c"]],
    ["TensorFlow.js with ./ in front of its weights", "tfjs-dot-slash", ["a", "b"]],
    ["Keras on Linux", "linux.keras", ["a", "b"]],
    ["Keras on Windows, with paths for names", "windows.keras", ["a", "b"]],
  ])("%s", async (_, model, classes) => {
    expect(await safety({ model, files: await greys(classes) })).toMatchObject({ code: 0, accuracy: 1 });
  });

  test("one score is that of the second of two classes, which is said", async () => {
    const { accuracy, said } = await safety({ model: "sigmoid1.onnx", files: await greys(["a", "b"]) });
    expect(accuracy).toBe(1);
    expect(said).toContain("one probability for each image: taken as that of the second of two classes");
  });

  test("TensorFlow.js under another name for its JSON", async () => {
    const renamed = await folderOf("tfjs-dot-slash", "web", { "model.json": "classifier.json" });
    const files = { ...(await greys(["a", "b"])), ...renamed, "web/metadata.json": "{}" };
    expect(await safety({ model: "web", files })).toMatchObject({ code: 0, accuracy: 1 });
  });

  test("a folder with one model; of several, which one is asked", async () => {
    const files = { ...(await greys(["a", "b", "c"])), "export/net.onnx": greyNetwork(3), "export/notes.txt": "" };
    expect(await safety({ model: "export", files })).toMatchObject({ code: 0, accuracy: 1 });
    const { said } = await safety({ model: "export", files: { ...files, "export/old.onnx": greyNetwork(3) } });
    expect(said).toMatch(/expected a folder with one model, but got net.onnx, old.onnx. Give the path/);
  });

  test("a network on one channel; colours are refused", async () => {
    const files = { ...(await greys(["a", "b", "c"])) };
    const options = ["--attacks", "fgsm", "--epsilons", "1/255", "--presets", "standard"];
    const { accuracy, said } = await safety({ model: "one-channel.onnx", files, options });
    expect(accuracy).toBe(1);
    expect(said).toContain("It takes images of one channel");
    const background = { r: 255, g: 255, b: 250 };
    const yellow = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
    const coloured = await safety({ model: "one-channel.onnx", files: { ...files, "data/c/yellow.png": yellow } });
    expect(coloured.code).toBe(2);
    expect(coloured.said).toMatch(
      /data, c\/yellow.png: expected a grey image, .* but got a coloured one. --channels grey/,
    );
  });

  test("JPEG in CMYK", async () => {
    const files = { "data/a/0.jpg": await cmyk(0), "data/b/0.jpg": await cmyk(255), "grey.onnx": greyNetwork(2) };
    expect(await safety({ model: "grey.onnx", files })).toMatchObject({ code: 0, accuracy: 1 });
  });

  test("data with two of three classes, by name", async () => {
    const files = { ...(await greys(["a", "c"], 3)), "grey.onnx": greyNetwork(3), "names.txt": "a\nb\nc\n" };
    const folder = await temporaryFolder(files);
    const options = ["--classes", join(folder, "names.txt")];
    const { accuracy, said } = await safety({ model: "grey.onnx", files, options });
    expect(accuracy).toBe(1);
    expect(said).toMatch(/has 2 of the 3 classes .* matched by name/);
  });

  test("a thousand names are those of 1001 outputs behind a background", async () => {
    const names = Array.from({ length: 1000 }, (_, i) => (i < 2 ? "ab"[i] : `class ${i}`)).join("\n");
    const files = { ...(await greys(["a", "b"])), "head.onnx": head(1001), "names.txt": names };
    const folder = await temporaryFolder(files);
    const options = ["--classes", join(folder, "names.txt")];
    const { code, result } = await safety({ model: "head.onnx", files, options });
    expect(code).toBe(0);
    expect(result?.data.classes).toEqual(["a", "b"]);
    expect(result?.checkpoints[0].outputs).toEqual([1, 2]);
  });

  test("all attacks on two classes: without those that need three, which is said in the result too", async () => {
    const options = ["--attacks", "all", "--attack-limit", "2", "--epsilons", "1/255", "--presets", "standard"];
    const files = { ...(await greys(["a", "b"])), "grey.onnx": greyNetwork(2) };
    const { code, said, result } = await safety({ model: "grey.onnx", files, options });
    const sentence =
      "Left out of the attacks: the loss of apgd-dlr, apgd-dlr-l2 needs at least 3 classes, and data has 2.";
    expect(code).toBe(0);
    expect(said).toContain(sentence);
    expect(result?.data.notes).toContain(sentence);
    expect(result?.plan.attacks).not.toContain("apgd-dlr");
  });
});

describe("said", () => {
  test("answers that depend on the batch: warned, in the result, refused under --strict", async () => {
    const files = await greys(["a", "b", "c"]);
    const { code, said, result } = await safety({ model: "softmax-axis0.onnx", files });
    expect(code).toBe(0);
    expect(said).toMatch(/The answers of softmax-axis0 depend on the other images of a batch/);
    expect(result?.checkpoints[0].unsteady).toMatchObject({ kind: "depends-on-batch", examples: 12 });
    const strict = await safety({ model: "softmax-axis0.onnx", files, options: ["--strict"] });
    expect(strict.code).toBe(4);
    expect(strict.said).toContain("--strict: softmax-axis0 says other things of the same images");
  });

  test("dropout in training mode is left out", async () => {
    const dropout = onnxFile({
      input: ["N", 3, 8, 8],
      nodes: [
        { operator: "GlobalAveragePool", inputs: ["x"], outputs: ["mean"] },
        { operator: "Dropout", inputs: ["mean", "ratio", "training"], outputs: ["kept"] },
        { operator: "Flatten", inputs: ["kept"], outputs: ["y"] },
      ],
      tensors: {
        ratio: { shape: [], values: [0.5] },
        training: { shape: [], values: [1], type: "bool" },
      },
    });
    const { code, said } = await safety({
      model: "d.onnx",
      files: { ...(await greys(["a", "b", "c"])), "d.onnx": dropout },
    });
    expect(code).toBe(0);
    expect(said).toMatch(/1 layer of Dropout in training mode, which would answer at random or by the batch: left out/);
  });
});

describe("refused, with what to do", () => {
  test.each([
    ["an axis twice", "transpose-repeated.onnx", ["a", "b", "c", "d"], /an axis twice in 0, 1, 2, 2/],
    ["a division by 0", "div-zero.onnx", ["a", "b", "c", "d"], /answers that are finite numbers, but got NaN/],
    ["weights that overflow", "w-3e38.onnx", ["a", "b", "c", "d"], /finite numbers, but got Infinity/],
    ["the logarithm of negative numbers", "log-of-negative.onnx", ["a", "b", "c", "d"], /finite numbers, but got NaN/],
    ["three outputs for two classes", "softmax-axis1.onnx", ["a", "b"], /name its outputs with --classes FILE/],
    ["two outputs for three classes", "sigmoid1.onnx", ["a", "b", "c"], /Choose the data set that it was trained on/],
  ])("%s", async (_, model, classes, reason) => {
    const { code, said } = await safety({ model, files: await greys(classes) });
    expect(code).toBe(2);
    expect(said).toMatch(reason);
  });

  test.each([
    [1000, /1000 are those of ImageNet: --classes imagenet\) with --classes FILE/],
    [1001, /1001 are those of ImageNet behind a background/],
  ])("a head of %i on two classes", async (classes, reason) => {
    const { said } = await safety({
      model: "h.onnx",
      files: { ...(await greys(["a", "b"])), "h.onnx": head(classes) },
    });
    expect(said).toMatch(reason);
  });

  test.each([
    [
      "a web page",
      "<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
      /a web page \("Sign in"\). The download/,
    ],
    [
      "a Git LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n",
      /pointer of Git LFS.*git lfs pull/,
    ],
    ["a gzip archive", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), /a gzip archive. Unpack it first/],
  ])("%s in place of a model", async (_, content, reason) => {
    const folder = await temporaryFolder({ "model.pth": content });
    const io = capturedIo();
    expect(await main(["inspect", "--ckpt", join(folder, "model.pth")], io)).toBe(2);
    expect(io.err()).toMatch(reason);
  });

  test("images as bytes: the type is named", async () => {
    const content = Buffer.from(greyNetwork(2));
    // The input's element type, field 1 of its tensor type, is 1 (float32) behind the name "x": 2 is uint8.
    const at = content.lastIndexOf(Buffer.from([0x0a, 0x01, 0x78]));
    content[content.indexOf(Buffer.from([0x08, 0x01]), at) + 1] = 2;
    const folder = await temporaryFolder({ "bytes.onnx": content });
    const io = capturedIo();
    expect(await main(["inspect", "--ckpt", join(folder, "bytes.onnx")], io)).toBe(2);
    expect(io.out()).toMatch(/images as floating-point numbers, but got numbers of type uint8/);
  });

  test.each([
    [["safety", "--epsilons", "8"], /--epsilons: expected at most 1, .* but got 8. For grey levels write 8\/255/],
    [["safety", "--epsilons", "2/255,4"], /but got 4. For grey levels write 4\/255/],
    [["attack", "--eps", "300"], /--eps: .*Write 8\/255 for 8 grey levels/],
  ])("%s", async (argv, reason) => {
    const io = capturedIo();
    expect(await main(argv, io)).toBe(2);
    expect(io.err()).toMatch(reason);
  });

  test("files that are no images, and folders that are not there, in words", async () => {
    const files = { "data/a/x.png": "hello", ...(await greys(["b"])), "grey.onnx": greyNetwork(2) };
    const { said } = await safety({ model: "grey.onnx", files });
    expect(said).toMatch(/x.png: expected a PNG, JPEG.* but got a file that is none/);
    const io = capturedIo();
    expect(await main(["safety", "--corruption-files", join(await temporaryFolder({}), "none")], io)).toBe(2);
    expect(io.err()).toMatch(/but got no such file/);
  });
});

test("Keras' slices of images do not depend on how many there are", async () => {
  // x[:, 1:, ::2, :] once took the first two images alone.
  expect(await safety({ model: "keras-slice.keras", files: await greys(["a", "b", "c", "d"]) })).toMatchObject({
    code: 0,
  });
});
