import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { decodeImage } from "../../src/data/image/decode-image.ts";
import { DEFAULT_READING } from "../../src/data/image/image-reading.ts";
import { readNpy } from "../../src/data/npy.ts";
import { parsePreprocess } from "../../src/data/preprocess/parse-preprocess.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { capturedIo } from "./captured-io.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/photographs", import.meta.url));

/** See test/fixtures/photographs/generate.py. */
const { files, pipelines } = JSON.parse(gunzipSync(readFileSync(join(FOLDER, "photographs.json.gz"))).toString()) as {
  readonly files: Readonly<Record<string, string>>;
  readonly pipelines: Readonly<
    Record<string, Readonly<Record<string, { readonly sha256: string; readonly logits: readonly number[] }>>>
  >;
};
const names = Object.keys(files).sort();
const fileOf = (name: string) => Buffer.from(files[name], "base64");

describe.each(Object.keys(pipelines))("photographs by %s", (steps) => {
  test.each(names)("%s: the bytes of torchvision's transforms", async (name) => {
    const { pixels } = await decodeImage(fileOf(name), { ...DEFAULT_READING, preprocess: parsePreprocess(steps) });
    expect(createHash("sha256").update(pixels).digest("hex")).toBe(pipelines[steps][name].sha256);
  });

  test("a network's logits are those of PyTorch's pipeline", async () => {
    // Three to a class, in the order of names.
    const placed = names.map((name, i) => [`data/${Math.floor(i / 3)}/${name}`, fileOf(name)]);
    const folder = await temporaryFolder(Object.fromEntries(placed));
    await copyFile(join(FOLDER, "network.onnx"), join(folder, "network.onnx"));
    const data = ["--data", `folder:${join(folder, "data")}`, "--preprocess", steps, "--image-cache", "none"];
    const ckpt = ["--ckpt", join(folder, "network.onnx"), "--normalize", "imagenet"];
    const only = ["--attacks", "none", "--corruptions", "none", "--explain", "none", "--out", join(folder, "out")];
    const io = capturedIo();
    expect(await main(["safety", ...ckpt, ...data, ...only], io), io.err()).toBe(0);
    const { data: logits, shape } = await readNpy(join(folder, "out/logits/network.npy"));
    expect(shape).toEqual([12, 4]);
    const wanted = names.flatMap((name) => pipelines[steps][name].logits);
    const largest = Math.max(...wanted.map((value, i) => Math.abs(value - Number(logits[i]))));
    expect(largest).toBeLessThan(1e-4);
  });
});
