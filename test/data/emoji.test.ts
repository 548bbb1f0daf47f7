import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { sha256 } from "../../src/core/files.ts";
import { packageFile } from "../../src/core/package-file.ts";
import { openEmojiFile } from "../../src/data/emoji-file.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const SPLITS = ["train", "test"] as const;
const PIXELS = 32 * 32;

test("is what the documentation says: 32x32, balanced classes, 3,000 images and more in at most 8 MB", async () => {
  const [train, held] = await Promise.all(SPLITS.map((split) => openDataset("emoji", { split })));
  expect(train).toMatchObject({ name: "emoji", split: "train", height: 32, width: 32 });
  expect(train.count + held.count).toBeGreaterThanOrEqual(3000);
  expect(held.count).toBeGreaterThanOrEqual(1000);
  expect(train.classes.length).toBeGreaterThanOrEqual(20);
  expect(held.classes).toEqual(train.classes);
  for (const { classes, labels, count } of [train, held]) {
    for (const [label] of classes.entries()) {
      expect(labels.filter((other) => other === label).length).toBe(count / classes.length);
    }
  }
  expect((await readFile(packageFile("assets/emoji.bin"))).length).toBeLessThanOrEqual(8_000_000);
});

test("superclasses are Unicode's groups", async () => {
  const { classes, superclasses } = await openDataset("emoji", { split: "test" });
  const groupOf = (name: string) => superclasses?.names[superclasses.of[classes.indexOf(name)]];
  expect(groupOf("animal-bird")).toBe("animals-nature");
  expect(groupOf("food-fruit")).toBe("food-drink");
  expect(groupOf("transport-ground")).toBe("travel-places");
  expect(groupOf("country-flag")).toBe("flags");
});

test("no emoji, in any tone or joined form, is on both sides of the split", async () => {
  const { header } = await openEmojiFile();
  // Skin tones and the variation selector are not part of what is drawn.
  const drawn = (code: string) => code.replaceAll(/-(1F3F[B-F]|FE0F)/g, "");
  const [train, held] = SPLITS.map((split) => new Set(header.splits[split].emoji.map((i) => drawn(header.emoji[i]))));
  expect(held.size).toBeGreaterThan(100);
  expect([...held].filter((code) => train.has(code))).toEqual([]);
  // A woman farmer and a man farmer differ in their first part alone.
  const role = (code: string) => code.replace(/^(1F468|1F469|1F9D1)-200D-/, "");
  const roles = new Set([...train].filter((code) => role(code) !== code).map(role));
  expect([...held].filter((code) => role(code) !== code && roles.has(role(code)))).toEqual([]);
});

test("both splits show every set, and NOTICE names each with its licence", async () => {
  const { header } = await openEmojiFile();
  const notice = await readFile(packageFile("NOTICE"), "utf8");
  const inWords = {
    "Apache-2.0": "Apache License 2.0",
    "CC-BY-4.0": "CC BY 4.0",
    "CC-BY-SA-4.0": "CC BY-SA 4.0",
    MIT: "MIT License",
  };
  for (const [index, vendor] of header.vendors.entries()) {
    for (const split of SPLITS) expect(header.splits[split].vendors).toContain(index);
    const entry = notice.split("\n\n").find((paragraph) => paragraph.includes(vendor.package));
    expect(entry, vendor.package).toContain(inWords[vendor.licence as keyof typeof inWords]);
  }
});

test("every image shows something: not one colour, and not the same as another", async () => {
  for (const split of SPLITS) {
    const { images } = await all(split);
    const unlikeCorner = images.map((image) => {
      let drawn = 0;
      for (let at = 0; at < image.length; at += 3) {
        const differs = (k: number) => Math.abs(image[at + k] - image[k]) >= 32;
        if (differs(0) || differs(1) || differs(2)) drawn++;
      }
      // A corner may be under a large drawing: then it is the background that differs.
      return Math.min(drawn, PIXELS - drawn);
    });
    expect(Math.min(...unlikeCorner)).toBeGreaterThan(PIXELS / 50);
    expect(new Set(images.map((image) => sha256(image))).size).toBe(images.length);
  }
});

test("labels belong to the images: the nearest class mean of the training images beats chance threefold", async () => {
  const [train, held] = [await all("train"), await all("test")];
  const { classes } = train.dataset;
  const perClass = train.images.length / classes.length;
  const means = classes.map(() => new Float64Array(3 * 64));
  train.images.forEach((image, i) => {
    thumbnail(image).forEach((value, k) => {
      means[train.dataset.labels[i]][k] += value / perClass;
    });
  });
  const correct = held.images.filter((image, i) => {
    const small = thumbnail(image);
    const distances = means.map((mean) => mean.reduce((sum, value, k) => sum + (value - small[k]) ** 2, 0));
    return distances.indexOf(Math.min(...distances)) === held.dataset.labels[i];
  });
  expect(correct.length / held.images.length).toBeGreaterThan(3 / classes.length);
});

describe("a damaged file", () => {
  const damaged = async (change: (bytes: Buffer) => Uint8Array) => {
    const bytes = await readFile(packageFile("assets/emoji.bin"));
    return openEmojiFile(join(await temporaryFolder({ "emoji.bin": change(bytes) }), "emoji.bin"));
  };
  test("passes unchanged", async () => {
    expect((await damaged((bytes) => bytes)).header.version).toBe(1);
  });
  test("one bit", async () => {
    const opened = damaged((bytes) => {
      bytes[4_000_000] ^= 1;
      return bytes;
    });
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(
      /emoji.bin: expected content that fits its SHA-256.*install the package again/,
    );
  });
  test("cut short", () => expect(damaged((bytes) => bytes.subarray(0, 20))).rejects.toThrow(/fits its SHA-256/));
  test("missing", () => expect(openEmojiFile("/no/emoji.bin")).rejects.toThrow(/expected the embedded emoji set/));
});

async function all(split: "train" | "test") {
  const dataset = await openDataset("emoji", { split });
  const pixels = await dataset.read(Int32Array.from({ length: dataset.count }, (_, i) => i));
  const images = Array.from({ length: dataset.count }, (_, i) => pixels.subarray(i * 3 * PIXELS, (i + 1) * 3 * PIXELS));
  return { dataset, images };
}

/** Means of 4 x 4 blocks: 8 x 8 x 3. */
function thumbnail(image: Uint8Array): Float64Array {
  const small = new Float64Array(3 * 64);
  for (let at = 0; at < image.length; at++) {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const block = (pixel >> 7) * 8 + ((pixel & 31) >> 2);
    small[3 * block + channel] += image[at] / 16;
  }
  return small;
}
