import { execFileSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { ModelProto } from "../../src/engine/onnx/messages.ts";
import { importModel } from "../../src/import/import-model.ts";
import type { ImportOptions } from "../../src/import/shared/imported-model.ts";
import { type FileSpec, onnxFile } from "./onnx-file.ts";

const load = (content: Buffer, options: ImportOptions = {}, path = "net.onnx") =>
  importModel({ path, content, options });

const HEAD: FileSpec = {
  nodes: [
    { operator: "GlobalAveragePool", inputs: ["x"], outputs: ["mean"] },
    { operator: "Flatten", inputs: ["mean"], outputs: ["row"] },
    { operator: "Gemm", inputs: ["row", "w"] },
  ],
  tensors: { w: { shape: [3, 2], values: [1, 0, 0, 1, 0, 0] } },
};

/** Images whose channels are 1, 2 and 3 everywhere. */
const stripes = (height: number, width: number) => tf.tile(tf.tensor4d([1, 2, 3], [1, 1, 1, 3]), [2, height, width, 1]);

describe("importOnnx finds input and output", () => {
  test("channels first, an open batch", async () => {
    const model = await load(onnxFile({ ...HEAD, input: ["N", 3, 8, 6] }));
    expect(model).toMatchObject({ height: 8, width: 6, classes: 2, output: "logits" });
    expect([...model.forward(stripes(8, 6)).dataSync()]).toEqual([1, 2, 1, 2]);
  });

  test("channels last, as TensorFlow exports them", async () => {
    const model = await load(
      onnxFile({
        ...HEAD,
        nodes: [
          { operator: "Transpose", inputs: ["x"], outputs: ["t"], attributes: { perm: [0, 3, 1, 2] } },
          ...HEAD.nodes.map((node, i) => (i === 0 ? { ...node, inputs: ["t"] } : node)),
        ],
        input: ["N", 8, 6, 3],
      }),
    );
    expect(model).toMatchObject({ height: 8, width: 6 });
    expect([...model.forward(stripes(8, 6)).dataSync()]).toEqual([1, 2, 1, 2]);
  });

  test("an open size needs to be said", async () => {
    const content = onnxFile({ ...HEAD, input: ["N", 3, "H", "W"] });
    await expect(load(content)).rejects.toThrow(/expected the size of the images, but got \[\?, 3, \?, \?\]/);
    await expect(load(content, { imageSize: { height: 8, width: 8 } })).resolves.toMatchObject({ height: 8, width: 8 });
  });

  test("a last softmax is told apart, and left out", async () => {
    const nodes = HEAD.nodes.map((node, i) => (i === 2 ? { ...node, outputs: ["scores"] } : node));
    const model = await load(onnxFile({ ...HEAD, nodes: [...nodes, { operator: "Softmax", inputs: ["scores"] }] }));
    expect(model.output).toBe("probabilities");
    expect([...model.forward(stripes(8, 8)).dataSync()]).toEqual([1, 2, 1, 2]);
  });
});

describe("importOnnx refuses", () => {
  const node = (operator: string, inputs: string[], outputs: string[], more = {}) => ({
    operator,
    inputs,
    outputs,
    ...more,
  });
  test.each<[string, FileSpec, RegExp]>([
    [
      "an operator that it cannot compute, by name",
      { nodes: [node("NonMaxSuppression", ["x"], ["y"])] },
      /node NonMaxSuppression-0: .*got NonMaxSuppression/,
    ],
    [
      "another domain's operator",
      { nodes: [node("Relu", ["x"], ["y"], { domain: "com.microsoft" })] },
      /got com\.microsoft\.Relu/,
    ],
    [
      "a cycle",
      { nodes: [node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["y"])] },
      /a graph without cycles/,
    ],
    ["a node that needs itself", { nodes: [node("Add", ["x", "y"], ["y"])] }, /a graph without cycles/],
    ["a value that nothing computes", { nodes: [node("Add", ["x", "ghost"], ["y"])] }, /a node that computes ghost/],
    ["a value computed twice", { nodes: [node("Relu", ["x"], ["y"]), node("Neg", ["x"], ["y"])] }, /y computed again/],
    ["no images", { ...HEAD, input: [2, 8] }, /images \[batch, 3, height, width\]/],
    ["five channels", { ...HEAD, input: [2, 5, 8, 8] }, /images \[batch, 3/],
    ["a huge image", { ...HEAD, input: [2, 3, 1_000_000, 8] }, /at most 2048 pixels/],
    [
      "one row for all images",
      { nodes: [node("ReduceMean", ["x"], ["y"], { attributes: { axes: [0, 2, 3] } })] },
      /at least two classes/,
    ],
    [
      "shapes that do not fit",
      { nodes: [node("MatMul", ["x", "w"], ["y"])], tensors: { w: { shape: [5, 2], values: Array(10).fill(0) } } },
      /node MatMul-0 \(MatMul\)/,
    ],
    [
      "a window larger than the image",
      { nodes: [node("MaxPool", ["x"], ["y"], { attributes: { kernel_shape: [9, 9] } })] },
      /a window larger/,
    ],
    [
      "weights that are no numbers",
      { ...HEAD, tensors: { w: { shape: [3, 2], values: [1, 0, Number.NaN, 1, 0, 0] } } },
      /initialiser w: expected finite weights/,
    ],
    [
      "an expansion without end",
      {
        nodes: [node("Expand", ["x", "s"], ["y"])],
        tensors: { s: { shape: [5], values: [1e9, 2, 3, 8, 8], type: "int64" } },
      },
      /an expansion to \[1000000000, 2, 3, 8, 8\]/,
    ],
    [
      "shape arithmetic without end",
      {
        nodes: [node("ConstantOfShape", ["s"], ["big"]), node("Add", ["x", "big"], ["y"])],
        tensors: { s: { shape: [2], values: [1e6, 1e6], type: "int64" } },
      },
      /ConstantOfShape/,
    ],
    ["a very old operator set", { ...HEAD, opset: 6 }, /operator set 7 or newer/],
  ])("%s", async (_, spec, message) => {
    const loading = load(onnxFile(spec));
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(message);
  });

  test("a chain of a hundred thousand nodes without overflowing the stack", async () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => node("Relu", [i === 0 ? "x" : `v${i}`], [`v${i + 1}`]));
    const content = onnxFile({ nodes: [...nodes, node("Flatten", ["ghost"], ["y"])] });
    await expect(load(content)).rejects.toThrow(/computes ghost/);
  });

  test("bytes that are no protocol buffer", async () => {
    for (const bytes of [
      [8, 8, 255, 255, 255, 255, 255],
      [8, 0],
      [8, 7, 58, 255, 1],
    ]) {
      await expect(load(Buffer.from(bytes))).rejects.toThrow(InputError);
    }
  });
});

describe("external data", () => {
  const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-onnx-"));
  const path = join(folder, "net.onnx");
  writeFileSync(join(folder, "weights.bin"), Buffer.from(Float32Array.of(9, 1, 0, 0, 1, 0, 0).buffer));

  function withLocation(location: string, offset = "4", length = "24"): Buffer {
    const message = ModelProto.decode(onnxFile(HEAD)) as unknown as {
      graph: { initializer: Record<string, unknown>[] };
    };
    message.graph.initializer[0] = {
      name: "w",
      dims: [3, 2],
      dataType: 1,
      dataLocation: 1,
      externalData: Object.entries({ location, offset, length }).map(([key, value]) => ({ key, value })),
    };
    return Buffer.from(ModelProto.encode(message).finish());
  }

  test("is read from beside the model", async () => {
    const model = await load(withLocation("weights.bin"), {}, path);
    expect([...model.forward(stripes(8, 8)).dataSync()]).toEqual([1, 2, 1, 2]);
  });

  test.each([
    ["a parent folder", "../weights.bin"],
    ["an absolute path", join(folder, "weights.bin")],
    ["a path with backslashes", "..\\weights.bin"],
    ["the folder itself", "."],
    ["no name", ""],
    ["a file that is not there", "nothing.bin"],
  ])("is not read from %s", async (_, location) => {
    await expect(load(withLocation(location), {}, path)).rejects.toThrow(InputError);
  });

  test("is not read through a link out of the folder", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "ipswap-eval-elsewhere-"));
    writeFileSync(join(elsewhere, "secret.bin"), Buffer.alloc(100));
    symlinkSync(join(elsewhere, "secret.bin"), join(folder, "link.bin"));
    await expect(load(withLocation("link.bin"), {}, path)).rejects.toThrow(/a link that leads elsewhere/);
  });

  test.runIf(process.platform !== "win32")("is not waited for where a pipe has its name", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.bin")]);
    await expect(load(withLocation("pipe.bin"), {}, path)).rejects.toThrow(/expected a file, but got a pipe/);
  });

  test.each([
    ["beyond the file", "8", "24"],
    ["at a negative place", "-4", "24"],
    ["of another length", "4", "20"],
    ["at no place", "x", "24"],
  ])("is not read %s", async (_, offset, length) => {
    await expect(load(withLocation("weights.bin", offset, length), {}, path)).rejects.toThrow(InputError);
  });
});
