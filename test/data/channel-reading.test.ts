import sharp from "sharp";
import { expect, test } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Colours, and what Pillow's convert("L") makes of each. */
const PILLOW = [
  [[255, 0, 0], 76],
  [[0, 255, 0], 150],
  [[0, 0, 255], 29],
  [[255, 255, 255], 255],
  [[1, 2, 3], 2],
  [[254, 255, 255], 255],
  [[12, 200, 77], 130],
  [[128, 128, 128], 128],
  [[3, 0, 1], 1],
  [[250, 131, 7], 152],
] as const;

test("images turned grey have Pillow's bytes in three equal channels, and another identity, and say so", async () => {
  const raw = Buffer.from(PILLOW.flatMap(([colour]) => [...colour]));
  const png = await sharp(raw, { raw: { width: PILLOW.length, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  const folder = await temporaryFolder({ "a/1.png": png, "b/1.png": png });
  const grey = await openDataset(folder, { split: "test", channels: "grey" });
  expect([...(await grey.read([1]))]).toEqual(PILLOW.flatMap(([, value]) => [value, value, value]));
  expect(grey.notes?.()).toContain("All images are turned grey (`channels`), as Pillow's L does.");
  const colour = await openDataset(folder, { split: "test", channels: "as-is" });
  expect([...(await colour.read([0]))]).toEqual([...raw]);
  expect(colour.sha256).not.toBe(grey.sha256);
});
