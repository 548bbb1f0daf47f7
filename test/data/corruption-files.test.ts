import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SEVERITIES } from "../../src/core/condition.ts";
import type { Dataset } from "../../src/core/dataset.ts";
import { corruptBatches } from "../../src/data/corrupted.ts";
import { openCorruptionFiles, requireSameImages } from "../../src/data/corruption-files.ts";
import { createCorruptor } from "../../src/data/corruptor.ts";
import { readFrostTextures } from "../../src/data/frost-textures.ts";
import { readNpy, writeNpy } from "../../src/data/npy.ts";
import { identified, recordsInMemory } from "../../src/data/records.ts";
import { type CorruptionFilesRequest, writeCorruptionFiles } from "../../src/data/write-corruption-files.ts";
import { syntheticImage } from "../corruptions/support/synthetic-image.ts";

const COUNT = 7;
const SIZE = 10 * 9 * 3;
const corruptor = createCorruptor({ threads: 1 });
let folder: string;
let dataset: Dataset;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "corruption-files-"));
  const pixels = new Uint8Array(COUNT * SIZE);
  for (let i = 0; i < COUNT; i++) pixels.set(syntheticImage(10, 9, i).pixels, i * SIZE);
  const labels = Int32Array.of(2, 0, 1, 1, 0, 2, 2);
  const head = { name: "small", split: "test" as const, count: COUNT, height: 10, width: 9, classes: ["a", "b", "c"] };
  dataset = await identified(recordsInMemory({ ...head, labels, trueLabels: labels }, pixels));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (request: Partial<CorruptionFilesRequest> = {}) =>
  writeCorruptionFiles({
    folder,
    dataset,
    ids: ["fog", "gaussian_noise"],
    settings: { seed: 3, constants: "cifar", frostTextures: "procedural" },
    corruptor,
    batch: 3,
    ...request,
  });

describe("files in the layout of CIFAR-100-C", () => {
  test("have its shape, type and labels: five severities one after the other", async () => {
    await write();
    expect((await readdir(folder)).sort()).toEqual(["corruptions.json", "fog.npy", "gaussian_noise.npy", "labels.npy"]);
    const images = await readNpy(join(folder, "fog.npy"));
    expect(images).toMatchObject({ dtype: "uint8", shape: [5 * COUNT, 10, 9, 3] });
    const labels = await readNpy(join(folder, "labels.npy"));
    expect(labels).toMatchObject({ dtype: "uint8", shape: [5 * COUNT] });
    expect([...labels.data.slice(COUNT, COUNT + 3)]).toEqual([2, 0, 1]);
  });

  test("read back are what is made on the way", async () => {
    await write();
    const files = await openCorruptionFiles(folder);
    expect(files).toMatchObject({ ids: ["fog", "gaussian_noise"], count: COUNT, height: 10, width: 9 });
    requireSameImages(files, dataset);
    for (const corruption of files.ids) {
      for (const severity of SEVERITIES) {
        const indices = Int32Array.from({ length: COUNT }, (_, i) => i);
        const request = { dataset, indices, corruption, severity, seed: 3, batch: COUNT, corruptor };
        for await (const { pixels } of corruptBatches({ ...request })) {
          expect(await files.read(corruption, severity, 0, COUNT)).toEqual(pixels);
          expect(await files.read(corruption, severity, 2, 4)).toEqual(pixels.slice(2 * SIZE, 4 * SIZE));
        }
      }
    }
    await expect(files.read("snow", 1, 0, 1)).rejects.toThrow(/snow.npy, but got fog, gaussian_noise/);
    await files.close();
  });

  test("are completed by a second run, which touches nothing that is there", async () => {
    const progress: number[] = [];
    expect(await write({ ids: ["fog"] })).toEqual({ written: ["fog"], kept: [] });
    const before = await readFile(join(folder, "fog.npy"));
    const onProgress = (_id: string, done: number, total: number) => progress.push(done / total);
    expect(await write({ onProgress })).toEqual({ written: ["gaussian_noise"], kept: ["fog"] });
    expect(await readFile(join(folder, "fog.npy"))).toEqual(before);
    expect(progress[0]).toBe(0.5);
    expect(progress.at(-1)).toBe(1);
  });

  test("appear when they are whole: what fails on the way leaves nothing half-written", async () => {
    const failing = { ...dataset, read: () => Promise.reject(new Error("disk on fire")) };
    await expect(write({ dataset: failing })).rejects.toThrow("disk on fire");
    expect((await readdir(folder)).sort()).toEqual(["corruptions.json", "labels.npy"]);
  });

  test("lose what a dead process left unfinished", async () => {
    await write({ ids: ["fog"] });
    await writeFile(join(folder, "gaussian_noise.npy.4194304-0badf00d.tmp"), "half"); // above Linux's largest pid
    await write();
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("of other settings or of unknown origin are left alone", async () => {
    await write({ ids: ["fog"] });
    const settings = { seed: 4, constants: "cifar", frostTextures: "procedural" } as const;
    await expect(write({ settings })).rejects.toThrow(
      /corruptions.json: .* a run with seed 3 \(now 4\).*another folder/,
    );
    await rm(join(folder, "corruptions.json"));
    await expect(write()).rejects.toThrow(/fog.npy of unknown origin/);
  });
});

describe("official files are checked", () => {
  const images = (rows: number) => new Uint8Array(rows * SIZE);
  const save = async (rows: number, labels: ArrayLike<number>) => {
    await writeNpy(join(folder, "fog.npy"), [rows, 10, 9, 3], images(rows));
    await writeNpy(join(folder, "labels.npy"), [labels.length], Int32Array.from(labels));
  };

  test.each([
    ["no folder", async () => rm(folder, { recursive: true }), /expected a folder with .* but got no such file/],
    ["an empty folder", async () => {}, /corrupted images, such as gaussian_noise.npy, but got an empty folder/],
    ["severities that are not five", async () => save(12, [0]), /five severities.*but got uint8 \[12, 10, 9, 3\]/],
    [
      "floats",
      async () => writeNpy(join(folder, "fog.npy"), [5, 2, 2, 3], new Float32Array(60)),
      /uint8 images.*but got float32/,
    ],
    ["labels missing", async () => writeNpy(join(folder, "fog.npy"), [5, 10, 9, 3], images(5)), /labels.npy/],
    ["labels too few", async () => save(10, [0]), /2 or 10 labels/],
    ["labels that are no classes", async () => save(10, [0, -1]), /row 1: expected a class index, but got -1/],
    ["labels that change with severity", async () => save(10, [0, 1, 0, 1, 1, 1, 0, 1, 0, 1]), /row 4/],
    [
      "another shape beside it",
      async () => {
        await save(10, [0, 1]);
        await writeNpy(join(folder, "snow.npy"), [10, 9, 10, 3], images(10));
      },
      /snow.npy: expected \[10, 10, 9, 3\]/,
    ],
  ])("%s", async (_what, prepare, message) => {
    await prepare();
    await expect(openCorruptionFiles(folder)).rejects.toThrow(message);
  });

  test("against the data set: their number, size and labels", async () => {
    const labels = Array.from(dataset.labels);
    await save(5 * COUNT, labels);
    const files = await openCorruptionFiles(folder);
    expect(() => requireSameImages(files, dataset)).not.toThrow();
    expect(() => requireSameImages({ ...files, height: 11 }, dataset)).toThrow(/of 10 x 9.*but got 7 of 11 x 9/);
    const moved = { ...files, labels: files.labels.map((label, i) => (i === 4 ? 1 : label)) };
    expect(() => requireSameImages(moved, dataset)).toThrow(/row 4: expected 0.*but got 1.*another order/);
    await files.close();
  });
});

test("frost textures that are missing are named", async () => {
  await expect(readFrostTextures(folder)).rejects.toThrow(/frost1.png or frost1.jpg.*an empty folder.*procedural/);
  await expect(readFrostTextures(join(folder, "nowhere"))).rejects.toThrow(
    /expected a folder of frost textures, but got no such file/,
  );
});
