import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { saveCheckpoint } from "../../src/model/save-checkpoint.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { tinyCard, tinyModel } from "../model/tiny.ts";
import { capturedIo } from "./captured-io.ts";

async function run(...argv: readonly string[]) {
  const io = capturedIo();
  return { code: await main(argv, io), stdout: io.out(), stderr: io.err() };
}

/** A folder with a pipe that nobody writes to: whoever opens it as a file waits forever. */
async function folderWithPipe(name: string): Promise<string> {
  const folder = await temporaryFolder({});
  execFileSync("mkfifo", [join(folder, name)]);
  return folder;
}

describe.runIf(process.platform !== "win32")("a pipe in a file's place is refused, not waited for", () => {
  test.each(["net.pth", "net.onnx", "net.keras", "model.json"])("as a model: %s", async (name) => {
    const path = join(await folderWithPipe(name), name);
    const { code, stderr } = await run("inspect", "--ckpt", path);
    expect([code, stderr]).toEqual([2, `ipswap-eval: ${path}: expected a file, but got a pipe.\n`]);
  });

  test("as the card of a checkpoint", async () => {
    const folder = await folderWithPipe("card.json");
    const { code, stderr } = await run("inspect", "--ckpt", folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/card\.json: expected a file, but got a pipe/);
  });

  test("as a description beside weights of a model hub, which is passed over", async () => {
    const folder = await folderWithPipe("config.json");
    await writeFile(join(folder, "model.safetensors"), Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]));
    const { code, stdout } = await run("inspect", "--ckpt", folder);
    // A file without a tensor is no classifier: it is described, refused, and the pipe beside it was no obstacle.
    expect(code).toBe(2);
    expect(stdout).toMatch(/format +safetensors/);
  });

  test("as data", async () => {
    const folder = await folderWithPipe("data");
    for (const kind of ["cifar10", "folder"]) {
      const { code, stderr } = await run("safety", "--data", `${kind}:${join(folder, "data")}`);
      expect(code).toBe(2);
      expect(stderr).toMatch(/data: expected .*, but got .*\./);
    }
  });

  test("as a batch of CIFAR", async () => {
    const { code, stderr } = await run("safety", "--data", `cifar10:${await folderWithPipe("test_batch.bin")}`);
    expect([code, stderr.includes("test_batch.bin: expected a file, but got a pipe")]).toEqual([2, true]);
  });

  test("as an image", async () => {
    const folder = await temporaryFolder({});
    for (const name of ["a", "b"]) {
      await mkdir(join(folder, name));
      execFileSync("mkfifo", [join(folder, name, "0.png")]);
    }
    const { code, stderr } = await run("safety", "--data", `folder:${folder}`, "--image-size", "32");
    expect([code, stderr.includes("0.png: expected a file, but got a pipe")]).toEqual([2, true]);
  });

  test.each(["rows.npy", "rows.csv", "rows.jsonl"])("as logits: %s", async (name) => {
    const path = join(await folderWithPipe(name), name);
    const { code, stderr } = await run("metrics", "--logits", path, "--labels", path);
    expect([code, stderr]).toEqual([2, `ipswap-eval: ${path}: expected a file, but got a pipe.\n`]);
  });
});

describe("JSON nested a million deep is refused", () => {
  const deep = '{"a":'.repeat(1_000_000);
  test("in a card", async () => {
    const checkpoint = await temporaryFolder({});
    await saveCheckpoint(checkpoint, tinyModel(), tinyCard);
    await writeFile(join(checkpoint, "card.json"), deep);
    const { code, stderr } = await run("inspect", "--ckpt", checkpoint);
    expect([
      code,
      stderr.includes("card.json: expected the card.json of a checkpoint, but got arrays and objects nested"),
    ]).toEqual([2, true]);
  });

  test("in a model.json of TensorFlow.js", async () => {
    const folder = await temporaryFolder({ "model.json": `{"modelTopology":${deep}` });
    const { stdout } = await run("inspect", "--ckpt", folder);
    expect(stdout).toMatch(/a model\.json of TensorFlow\.js, but got arrays and objects nested/);
  });

  test("in the header of a safetensors file", async () => {
    const length = Buffer.alloc(8);
    length.writeUInt32LE(deep.length);
    const folder = await temporaryFolder({ "net.safetensors": Buffer.concat([length, Buffer.from(deep)]) });
    const { stdout } = await run("inspect", "--ckpt", join(folder, "net.safetensors"));
    expect(stdout).toMatch(/a JSON header, but got arrays and objects nested/);
  });

  test("in JSON lines", async () => {
    const folder = await temporaryFolder({ "rows.jsonl": `${deep}\n` });
    const { code, stderr } = await run("metrics", "--logits", join(folder, "rows.jsonl"));
    expect([code, stderr.includes("rows.jsonl, line 1")]).toEqual([2, true]);
  });
});
