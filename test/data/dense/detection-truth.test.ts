import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDetectionTruth } from "../../../src/data/dense/detection-truth.ts";
import { readDetections } from "../../../src/data/dense/detections.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const object = (name: string, corners: readonly (number | string)[], extra = "") =>
  `<object><name>${name}</name>${extra}<bndbox>${["xmin", "ymin", "xmax", "ymax"].map((tag, i) => `<${tag}>${corners[i]}</${tag}>`).join("")}</bndbox></object>`;
const annotation = (...objects: readonly string[]) =>
  `<annotation><filename>x.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>${objects.join("")}</annotation>`;

describe("VOC's annotations", () => {
  test("corners are pixels that belong to the box; difficult objects are told", async () => {
    const folder = await temporaryFolder({
      "Annotations/000012.xml": annotation(
        object("dog", [1, 1, 100, 80]),
        object("cat", [10.5, 20, 30, 40], "<difficult>1</difficult>"),
      ),
      "Annotations/000007.xml": annotation(),
      "Annotations/000009.xml": annotation(object("dog", [5, 5, 5, 5], "<difficult>0</difficult>")),
      "ImageSets/Main/test.txt": "000012\n000007\n",
    });
    const truth = await readDetectionTruth(folder);
    expect(truth.images).toEqual(["000012", "000007"]);
    expect(truth.classes).toEqual(["cat", "dog"]);
    expect(truth.objects).toEqual([
      { image: 0, class: 1, box: [0, 0, 100, 80], difficult: false },
      { image: 0, class: 0, box: [9.5, 19, 30, 40], difficult: true },
    ]);
    // Without the list: a folder of files alone, in the order of their names.
    const all = await readDetectionTruth(join(folder, "Annotations"));
    expect(all.images).toEqual(["000007", "000009", "000012"]);
    expect(all.objects[0]).toEqual({ image: 1, class: 1, box: [4, 4, 5, 5], difficult: false });
  });

  test.each([
    ["no XML", "<annotation><object>", /a\.xml: expected XML, but got an error \(/],
    ["something else", "<html></html>", /expected an annotation of VOC, but got <html>/],
    ["no name", annotation(object("", [1, 1, 2, 2])), /object 0: expected a <name>, but got none/],
    ["no box", annotation("<object><name>dog</name></object>"), /object 0: expected a <bndbox>/],
    ["no number", annotation(object("dog", [1, "two", 3, 4])), /object 0: expected a number as <ymin>, but got "two"/],
    [
      "corners turned",
      annotation(object("dog", [9, 9, 2, 2])),
      /expected a box inside the image of 100 x 80, but got corners 9, 9, 2, 2/,
    ],
    ["beyond the image", annotation(object("dog", [1, 1, 101, 5])), /expected a box inside/],
    ["infinity", annotation(object("dog", [1, 1, "1e999", 5])), /expected a number as <xmax>/],
  ])("%s", async (_, text, message) => {
    await expect(readDetectionTruth(await temporaryFolder({ "a.xml": text }))).rejects.toThrow(message);
  });

  test("entities that grow, and another file, are not read", async () => {
    const tenfold = (name: string, of: string) => `<!ENTITY ${name} "${`&${of};`.repeat(10)}">`;
    const grown = ["b", "c", "d", "e", "f", "g", "h"].map((name, i) => tenfold(name, "abcdefg"[i])).join("");
    const bomb = `<!DOCTYPE annotation [<!ENTITY a "aaaaaaaaaa">${grown}]>`;
    const folder = await temporaryFolder({ "a.xml": bomb + annotation(object("&h;", [1, 1, 2, 2])) });
    await expect(readDetectionTruth(folder)).rejects.toThrow(/a\.xml: expected XML, but got an error \(.*entity/);
    const outside = `<!DOCTYPE annotation [<!ENTITY x SYSTEM "secret.txt">]>`;
    const other = await temporaryFolder({
      "secret.txt": "the secret",
      "a.xml": outside + annotation(object("n&x;", [1, 1, 2, 2])),
    });
    const classes = await readDetectionTruth(other).then(
      (truth) => truth.classes,
      (error: Error) => [error.message],
    );
    expect(classes.join()).not.toContain("the secret");
  });

  test("a list that leads out of the folder, or names a file that is not there", async () => {
    const folder = await temporaryFolder({
      "Annotations/a.xml": annotation(),
      "out.txt": "../../a\n",
      "missing.txt": "b\n",
      "twice.txt": "a\na\n",
    });
    await expect(readDetectionTruth(folder, join(folder, "out.txt"))).rejects.toThrow(
      /names of files inside the folder, but got "..\/..\/a"/,
    );
    await expect(readDetectionTruth(folder, join(folder, "missing.txt"))).rejects.toThrow(
      /b\.xml: expected a readable file, but got no such file/,
    );
    await expect(readDetectionTruth(folder, join(folder, "twice.txt"))).rejects.toThrow(
      /each name once, but got "a" twice/,
    );
  });
});

const INSTANCES = {
  images: [
    { id: 9, file_name: "b.jpg" },
    { id: 4, file_name: "a.jpg" },
  ],
  categories: [
    { id: 18, name: "dog" },
    { id: 3, name: "car" },
  ],
  annotations: [
    { image_id: 9, category_id: 18, bbox: [1, 2, 3, 4], iscrowd: 0, area: 7.5 },
    { image_id: 4, category_id: 3, bbox: [0, 0, 5, 5], iscrowd: 1 },
  ],
};

async function coco(change: (instances: typeof INSTANCES) => void = () => {}) {
  const instances = structuredClone(INSTANCES);
  change(instances);
  return join(await temporaryFolder({ "instances.json": JSON.stringify(instances) }), "instances.json");
}

describe("COCO's instances", () => {
  test("images and categories by ascending numbers", async () => {
    expect(await readDetectionTruth(await coco())).toMatchObject({
      images: ["a.jpg", "b.jpg"],
      classes: ["car", "dog"],
      objects: [
        { image: 1, class: 1, box: [1, 2, 4, 6], difficult: false, area: 7.5 },
        { image: 0, class: 0, box: [0, 0, 5, 5], difficult: true },
      ],
    });
  });

  test.each<[string, (instances: typeof INSTANCES) => void, RegExp]>([
    [
      "an image that is not listed",
      (i) => (i.annotations[0].image_id = 5),
      /annotation 0: expected an image that is listed, but got image_id 5/,
    ],
    [
      "a category that is not listed",
      (i) => (i.annotations[1].category_id = 5),
      /annotation 1: expected a category that is listed/,
    ],
    ["two images of one number", (i) => (i.images[1].id = 9), /one image of each id, but got two of 9/],
    [
      "a negative width",
      (i) => (i.annotations[0].bbox[2] = -1),
      /annotation 0: expected a width and a height of 0 or more/,
    ],
    ["no images", (i) => i.images.splice(0), /instances\.json: expected COCO's instances, but got images: /],
    ["a box of three", (i) => i.annotations[0].bbox.pop(), /annotations\.0\.bbox/],
  ])("%s", async (_, change, message) => {
    await expect(readDetectionTruth(await coco(change))).rejects.toThrow(message);
  });

  test("what is no JSON, and nothing there", async () => {
    const folder = await temporaryFolder({ "x.json": "[" });
    await expect(readDetectionTruth(join(folder, "x.json"))).rejects.toThrow(
      /x\.json: expected COCO's instances, but got text that is not JSON/,
    );
    await expect(readDetectionTruth(join(folder, "y"))).rejects.toThrow(
      /expected COCO's instances as JSON, or a folder/,
    );
  });
});

describe("detections", () => {
  const read = async (rows: unknown) => {
    const truth = await readDetectionTruth(await coco());
    return readDetections(join(await temporaryFolder({ "d.json": JSON.stringify(rows) }), "d.json"), truth);
  };
  const row = { image_id: 9, category_id: 18, bbox: [1, 2, 3, 4], score: 0.5 };

  test("by numbers and by names", async () => {
    const found = { image: 1, class: 1, box: [1, 2, 4, 6], score: 0.5 };
    const named = { image_id: "b.jpg", category: "dog", bbox: [1, 2, 3, 4], score: 0.5 };
    expect(await read([row, named, { ...named, image_id: "b" }])).toEqual([found, found, found]);
    expect(await read([])).toEqual([]);
  });

  test.each([
    [
      "another image",
      { image_id: 7 },
      /detection 0: expected an image of the truth, but got image_id 7\. .*another split/,
    ],
    [
      "another class",
      { category_id: 5 },
      /detection 0: expected a class of the truth \(car, dog\), but got category_id 5/,
    ],
    ["another name", { category: "cow" }, /but got "cow"/],
    [
      "corners",
      { bbox: [50, 50, 40, -10] },
      /width and a height above 0, but got \[50, 50, 40, -10\]\. Are these corners/,
    ],
    ["no score", { score: null }, /d\.json: expected detections, but got 0\.score: /],
    ["a box out of this world", { bbox: [1e300, 0, 1, 1] }, /0\.bbox\.0/],
  ])("%s", async (_, change, message) => {
    await expect(read([{ ...row, ...change }])).rejects.toThrow(message);
  });

  test("an object in place of an array", async () => {
    await expect(read({ detections: [] })).rejects.toThrow(/expected detections, but got .*It holds \[\{"image_id"/);
  });
});
