import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { identified, pixelChunks, recordsInMemory } from "../../src/data/records.ts";
import { smallDataset } from "./small-dataset.ts";

test("the hash is over size, pixels and labels, as written down", async () => {
  const dataset = await smallDataset([1, 0], undefined, Uint8Array.of(9, 8, 7, 6, 5, 4));
  const bytes = Buffer.from([...Buffer.from("1 1 2\n"), 9, 8, 7, 6, 5, 4, 1, 0, 0, 0, 0, 0, 0, 0]);
  expect(dataset.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("names and the split do not change the hash; pixels and labels do", async () => {
  const dataset = await smallDataset([0, 1]);
  expect((await identified({ ...dataset, name: "other", split: "test", classes: ["x", "y"] })).sha256).toBe(
    dataset.sha256,
  );
  expect((await smallDataset([1, 0])).sha256).not.toBe(dataset.sha256);
  expect((await smallDataset([0, 1], undefined, Uint8Array.of(0, 0, 0, 1, 1, 2))).sha256).not.toBe(dataset.sha256);
});

test("chunks are the whole set in order, bounded whatever the size of an image", async () => {
  const [side, count] = [512, 12];
  const pixels = new Uint8Array(count * side * side * 3);
  for (let i = 0; i < count; i++) pixels.fill(i, i * side * side * 3, (i + 1) * side * side * 3);
  const labels = new Int32Array(count);
  const shape = { name: "big", split: "train", count, height: side, width: side, classes: ["a"] } as const;
  const chunks: Uint8Array[] = [];
  for await (const chunk of pixelChunks(recordsInMemory({ ...shape, labels, trueLabels: labels }, pixels))) {
    expect(chunk.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    chunks.push(chunk);
  }
  expect(chunks.length).toBeGreaterThan(1);
  expect(Buffer.concat(chunks).equals(pixels)).toBe(true);
});
