import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLabelSet, predictedMaps } from "../../../src/data/dense/label-set.ts";
import { readMerge } from "../../../src/data/dense/merges.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const png = readFileSync(new URL("../../fixtures/dense/maps/palette8.png", import.meta.url));
const names = (set: { readonly records: readonly { readonly name: string }[] }) => set.records.map(({ name }) => name);

describe("layouts", () => {
  test("a folder, and folders inside it", async () => {
    const folder = await temporaryFolder({ "b.png": png, "sub/a.png": png, "notes.txt": "x", "c.jpg": png });
    const set = await openLabelSet(folder);
    expect(names(set)).toEqual(["b", "sub/a"]);
    expect(set).toMatchObject({ voids: [255], coding: "indices" });
    expect(set.classes).toBeUndefined();
  });

  test("pairs", async () => {
    const folder = await temporaryFolder({
      "images/a.jpg": png,
      "labels/a.png": png,
      "classes.txt": "ground\nother\n",
    });
    const set = await openLabelSet(`pairs:${folder}`);
    expect(set.classes).toEqual(["ground", "other"]);
    expect(set.records).toEqual([
      { name: "a", path: join(folder, "labels/a.png"), image: join(folder, "images/a.jpg") },
    ]);
  });

  test("pairs of which one is missing", async () => {
    const folder = await temporaryFolder({ "images/a.jpg": png, "labels/a.png": png, "labels/b.png": png });
    await expect(openLabelSet(`pairs:${folder}`)).rejects.toThrow(
      /a file for each of 2 images of the truth, but got none for 1 image: b/,
    );
  });

  test("VOC: its list of the validation part, and another", async () => {
    const folder = await temporaryFolder({
      "ImageSets/Segmentation/val.txt": "2007_000033\n2007_000042\n",
      "own.txt": "2007_000042",
    });
    const set = await openLabelSet(`voc:${folder}`);
    expect(names(set)).toEqual(["2007_000033", "2007_000042"]);
    expect(set.classes).toHaveLength(21);
    expect(set.records[0].path).toBe(join(folder, "SegmentationClass/2007_000033.png"));
    expect(names(await openLabelSet(`voc:${folder}`, { list: join(folder, "own.txt") }))).toEqual(["2007_000042"]);
  });

  test("Cityscapes: train ids where they are, else label ids", async () => {
    const ids = { "gtFine/val/ulm/ulm_1_gtFine_labelIds.png": png, "gtFine/val/ulm/ulm_1_gtFine_color.png": png };
    const folder = await temporaryFolder({ ...ids, "leftImg8bit/val/ulm/ulm_1_leftImg8bit.png": png });
    const set = await openLabelSet(`cityscapes:${folder}`);
    expect(names(set)).toEqual(["ulm/ulm_1"]);
    expect(set.records[0].image).toContain("ulm_1_leftImg8bit.png");
    expect(set.classes).toHaveLength(19);
    // cityscapesScripts, helpers/labels.py: road is 7, train 31, bicycle 33; license plate, -1, is 255 in a byte.
    expect([7, 31, 33, 0, 255].map((id) => set.classOf?.get(id))).toEqual([0, 16, 18, undefined, undefined]);
    expect(set.voids).toContain(0);
    const trained = await temporaryFolder({ ...ids, "gtFine/val/ulm/ulm_1_gtFine_labelTrainIds.png": png });
    const other = await openLabelSet(`cityscapes:${trained}`);
    expect(other.records[0].path).toMatch(/labelTrainIds\.png$/);
    expect(other.classOf).toBeUndefined();
  });

  test("CamVid", async () => {
    const folder = await temporaryFolder({ "test/0001TP.png": png, "testannot/0001TP.png": png });
    expect(await openLabelSet(`camvid:${folder}`)).toMatchObject({ voids: [11], records: [{ name: "0001TP" }] });
  });

  test("RUGD, in colours", async () => {
    const folder = await temporaryFolder({ "RUGD_annotations/creek/creek_00001.png": png });
    const set = await openLabelSet(`rugd:${folder}`);
    expect(set.classes).toHaveLength(24);
    expect(set.coding).toBeInstanceOf(Map);
  });

  test("what is not there, and a kind that is none", async () => {
    await expect(openLabelSet("nowhere")).rejects.toThrow("nowhere: expected a folder, but got nothing there");
    await expect(openLabelSet("ade:somewhere")).rejects.toThrow(
      /expected a folder of label maps, or pairs:PATH, voc:PATH/,
    );
    await expect(openLabelSet(await temporaryFolder({ "a.jpg": png }))).rejects.toThrow(
      /expected label maps as PNG, but got none/,
    );
  });
});

describe("predictions", () => {
  const records = [
    { name: "ulm/a", path: "" },
    { name: "b", path: "" },
  ];

  test("belong to the truth by name, in folders or not", async () => {
    const folder = await temporaryFolder({ "a.png": png, "b.png": png, "more.png": png });
    expect(await predictedMaps(folder, records)).toEqual([join(folder, "a.png"), join(folder, "b.png")]);
  });

  test("missing and ambiguous ones are named", async () => {
    const none = await temporaryFolder({ "a.png": png });
    await expect(predictedMaps(none, records)).rejects.toThrow(/none for 1 image: b/);
    const two = await temporaryFolder({ "x/a.png": png, "y/a.png": png, "b.png": png });
    await expect(predictedMaps(two, records)).rejects.toThrow(/one file for ulm\/a, but got 2/);
  });
});

describe("merges", () => {
  test("RUGD's six classes as GA-Nav's converter has them", async () => {
    const { merge } = await readMerge("rugd-6");
    // rayguan97/GANav-offroad@5749a06, tools/convert_datasets/rugd_relabel6.py: Groups, of the labels after void.
    const groups = [2, 2, 2, 5, 5, 4, 0, 5, 5, 1, 2, 5, 2, 3, 5, 5, 5, 5, 5, 0, 3, 5, 1, 5];
    expect(groups.map((_, label) => merge.classOf.get(label + 1))).toEqual(groups);
    expect(merge.classOf.get(0)).toBe(0);
    expect(merge.warnings.join(" ")).toMatch(/leaks: all of its 833 test frames/);
  });

  test("from a file", async () => {
    const write = async (content: unknown) =>
      join(await temporaryFolder({ "m.json": JSON.stringify(content) }), "m.json");
    const { merge, voids } = await readMerge(
      await write({ classes: ["a", "b"], labels: { "0": "b", "3": "a", "7": null } }),
    );
    expect([...merge.classOf]).toEqual([
      [0, 1],
      [3, 0],
    ]);
    expect(voids).toEqual([7]);
    await expect(readMerge(await write({ classes: ["a"], labels: { "0": "c" } }))).rejects.toThrow(
      /m\.json, label 0: expected one of a, but got c/,
    );
    await expect(readMerge(await write({ classes: [], labels: {} }))).rejects.toThrow(/m\.json: expected classes/);
    await expect(readMerge(await write({ classes: ["a"], labels: { "300": "a" } }))).rejects.toThrow(
      /labels in 0\.\.\.255, but got 300/,
    );
    await expect(readMerge("rugd-7")).rejects.toThrow(/`merge`: expected rugd-6, or a JSON file, but got "rugd-7"/);
  });
});
