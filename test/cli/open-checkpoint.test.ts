import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { BUNDLED, openCheckpoints } from "../../src/cli/open-checkpoint.ts";
import type { Dataset } from "../../src/core/dataset.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { capturedIo } from "./captured-io.ts";

const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-open-"));
const [first, second] = ["a", "b"].map((name) => join(folder, name, "best.onnx"));
let dataset: Dataset;
let engine: Engine;
let warnings: string[];

beforeAll(async () => {
  for (const name of ["a", "b"]) mkdirSync(join(folder, name));
  expect(await main(["export", "--ckpt", BUNDLED[0], "--to", "onnx", "--out", first], capturedIo())).toBe(0);
  copyFileSync(first, second);
  dataset = await openDataset("emoji", { split: "test", mixed: true, limit: 8 });
  engine = await createEngine("onnx", 1);
});
beforeEach(() => {
  warnings = [];
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const open = (paths: string[], options: { arch?: string[]; normalize?: string[]; resize?: number } = {}) =>
  openCheckpoints(paths, { options, dataset, engine, warn: (sentence) => warnings.push(sentence) });

test("files of one name in two folders get names that tell them apart, and an option each", async () => {
  const { networks } = await open([first, second], { normalize: ["half", "none"] });
  expect(networks.map(({ name }) => name)).toEqual(["a/best", "b/best"]);
  expect(networks.map(({ normalization }) => normalization)).toEqual([NORMALIZATIONS.half, NORMALIZATIONS.none]);
});

test("one option serves all", async () => {
  const { networks } = await open([first, second], { normalize: ["half"] });
  expect(networks.map(({ normalization }) => normalization)).toEqual([NORMALIZATIONS.half, NORMALIZATIONS.half]);
});

test("a checkpoint's own normalisation is used, and said to be", async () => {
  const { networks } = await open([BUNDLED[0]], { normalize: ["half"] });
  expect(networks[0].normalization).not.toEqual(NORMALIZATIONS.half);
  expect(warnings.join()).toContain("trained with a normalisation of its own, which is used");
  warnings = [];
  await open([BUNDLED[0]]);
  expect(warnings.join()).not.toContain("normalisation");
});

test("two options for three checkpoints are refused", async () => {
  await expect(open([first, second, first], { normalize: ["half", "none"] })).rejects.toThrow(
    /--normalize: expected one for all checkpoints, or one for each of the 3, but got 2: half none/,
  );
});

test("where nobody says the normalisation, the error says what the usual ones would give", async () => {
  const file = join(folder, "silent.safetensors");
  const exported = join(folder, "exported.safetensors");
  expect(await main(["export", "--ckpt", BUNDLED[0], "--to", "safetensors", "--out", exported], capturedIo())).toBe(0);
  writeFileSync(file, withoutMetadata(readFileSync(exported)));
  await expect(open([file])).rejects.toThrow(/`normalization`.* Of the first 8 images it gets \d+\.\d % with \S+, /);
});

/** The same tensors in a safetensors file without its `__metadata__`. */
function withoutMetadata(content: Buffer): Buffer {
  const end = 8 + Number(content.readBigUInt64LE());
  const { __metadata__: _, ...tensors } = JSON.parse(content.toString("utf8", 8, end));
  const header = Buffer.from(JSON.stringify(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, content.subarray(end)]);
}
