import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { saveCheckpoint } from "../../src/model/save-checkpoint.ts";
import { tinyCard, tinyModel } from "../model/tiny.ts";
import { capturedIo } from "./captured-io.ts";

const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-inspect-"));
const at = (name: string) => join(folder, name);

async function run(...argv: readonly string[]) {
  const io = capturedIo();
  return { code: await main(argv, io), stdout: io.out(), stderr: io.err() };
}

function unpack(name: string): string {
  const packed = readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url));
  writeFileSync(at(name), gunzipSync(packed));
  return at(name);
}

beforeAll(async () => {
  await saveCheckpoint(at("tiny"), tinyModel(), tinyCard);
});

describe("inspect", () => {
  test("a checkpoint", async () => {
    const { code, stdout } = await run("inspect", "--ckpt", at("tiny"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "ipswap-eval checkpoint",
      architecture: "resnet8",
      input: { height: 8, width: 8, normalization: tinyCard.normalization },
      output: { classes: 3, kind: "logits", names: ["ant", "bee", "cat"] },
      needed: [],
    });
  });

  test("a normalisation that has a name", async () => {
    const exported = at("named.onnx");
    await saveCheckpoint(at("named"), tinyModel(), { ...tinyCard, normalization: NORMALIZATIONS.imagenet });
    await run("export", "--ckpt", at("named"), "--to", "onnx", "--out", exported);
    const { stdout } = await run("inspect", "--ckpt", exported);
    expect(stdout).toMatch(/normalisation +imagenet: mean 0\.485, 0\.456, 0\.406; std 0\.229, 0\.224, 0\.225/);
    expect(stdout).toMatch(/needed +nothing/);
  });

  test("PyTorch weights", async () => {
    const { stdout } = await run("inspect", "--ckpt", unpack("vgg-repdistiller.pth"));
    expect(stdout).toMatch(/format +PyTorch weights \(zip\)/);
    expect(stdout).toMatch(/architecture +vgg.* weights named as in RepDistiller/);
    expect(stdout).toMatch(/output +5 classes, logits/);
    expect(stdout).toMatch(/needed +the normalisation of its input \(--normalize\)/);
  });

  test("the activations that can be looked at, by PyTorch's names", async () => {
    const { stdout } = await run("inspect", "--ckpt", unpack("resnet-downsample.pth"));
    expect(stdout).toMatch(/taps +layer1 +32 x 32 x 3 +stage-1\n +layer2 +16 x 16 x 4 +stage-2\n/);
    expect(stdout).toMatch(/ {4}layer3 +8 x 8 x 6 +stage-3, last-spatial\n +pooled +6 +pooled\n +4 of 27 activations/);
  });

  test("an ONNX graph, its operators and its softmax", async () => {
    const { stdout } = await run("inspect", "--ckpt", unpack("efficient-softmax.onnx"), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      format: "ONNX",
      output: { classes: 5, kind: "probabilities" },
      operators: { Conv: 5, Softmax: 1, HardSwish: 1 },
    });
  });

  test("weights of no known architecture, with what is missing", async () => {
    const file = at("strange.safetensors");
    const header = Buffer.from(JSON.stringify({ strange: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(file, Buffer.concat([length, header, Buffer.alloc(4)]));
    const { code, stdout, stderr } = await run("inspect", "--ckpt", file);
    expect(stdout).toMatch(/refused .*like none \(strange\)/);
    expect(stdout).not.toMatch(/needed/);
    expect(stderr).toMatch(/expected a model that can be evaluated/);
    expect(code).toBe(2);
    const { refused } = JSON.parse((await run("inspect", "--ckpt", file, "--json")).stdout);
    expect(refused).toMatch(/like none \(strange\)/);
  });

  test("which of several outputs was taken, and another where it is asked for", async () => {
    const file = fileURLToPath(new URL("../fixtures/cases/features-then-logits.onnx", import.meta.url));
    const { stdout } = await run("inspect", "--ckpt", file);
    expect(stdout).toMatch(/output +12 classes/);
    expect(stdout).toMatch(/notes +Output features was taken, not logits: --output chooses/);
    const chosen = await run("inspect", "--ckpt", file, "--output", "logits", "--json");
    expect(JSON.parse(chosen.stdout)).toMatchObject({
      output: { classes: 3 },
      taken: { output: { name: "logits", others: ["features"] } },
    });
  });

  test("what is no model", async () => {
    writeFileSync(at("notes.txt"), "nothing");
    const { code, stderr } = await run("inspect", "--ckpt", at("notes.txt"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected a PyTorch, safetensors, ONNX, Keras or TensorFlow.js model/);
  });
});

describe("export", () => {
  test.each(["onnx", "safetensors"])("to %s says where, and inspect reads it", async (format) => {
    const out = at(`tiny.${format}`);
    expect(await run("export", "--ckpt", at("tiny"), "--to", format, "--out", out)).toMatchObject({
      code: 0,
      stdout: `${out}\n`,
    });
    const { stdout } = await run("inspect", "--ckpt", out, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      input: { height: 8, width: 8, normalization: tinyCard.normalization },
      output: { classes: 3, names: ["ant", "bee", "cat"] },
      needed: [],
    });
  });

  test("refuses another format by name", async () => {
    const { code, stderr } = await run("export", "--ckpt", at("tiny"), "--to", "pickle");
    expect(code).toBe(2);
    expect(stderr).toMatch(/Allowed choices are onnx, safetensors/);
  });
});
