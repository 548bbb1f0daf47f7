import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { readNpy } from "../../src/data/npy.ts";
import { denseSchema } from "../../src/result/dense-result.ts";
import { goldenDense } from "../metrics/segmentation/golden.ts";
import { capturedIo } from "./captured-io.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dense-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: readonly string[]) {
  const io = capturedIo();
  const code = await main(["metrics", "--resamples", "20", "--permutations", "20", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

/** Label maps as grey PNGs, in a folder. */
async function writeMaps(name: string, maps: readonly (readonly number[][])[]): Promise<string> {
  for (const [i, map] of maps.entries()) {
    const raw = { width: map[0].length, height: map.length, channels: 1 } as const;
    const png = await sharp(Uint8Array.from(map.flat()), { raw }).toColourspace("b-w").png().toBuffer();
    await write(`${name}/image-${i}.png`, png);
  }
  return join(folder, name);
}

describe("metrics --segmentation", () => {
  const golden = goldenDense("seg-2-predicted-but-absent");
  let [truth, predicted] = ["", ""];
  beforeAll(async () => {
    truth = await writeMaps("truth", golden.truth);
    predicted = await writeMaps("predicted", golden.prediction);
  });

  test("the golden means and classes, as JSON that its schema takes, and what was counted", async () => {
    const out = join(folder, "result");
    const { code, out: text, err } = await run("--segmentation", predicted, "--truth", truth, "--json", "--out", out);
    expect(code).toBe(0);
    expect(err).toContain("6 classes, as the largest label of the truth that is not void is 5");
    const result = denseSchema.parse(JSON.parse(text));
    expect(JSON.parse(readFileSync(join(out, "dense-metrics.json"), "utf8"))).toEqual(result);
    const expected = golden.expected["mmsegmentation-0.x"];
    expect(result.values["miou"].value).toBeCloseTo(expected.mIoU, 9);
    expect(result.values["macc"].value).toBeCloseTo(expected.mAcc, 9);
    expect(result.values["aacc"].value).toBeCloseTo(expected.aAcc, 9);
    expect(result.values["iou:0"].value).toBeCloseTo(expected.IoU[0], 9);
    // Class 3 is never true.
    expect(result.values["acc:3"]).toMatchObject({ value: null, interval: [null, null] });
    expect(result.images).toEqual(["image-0", "image-1", "image-2"]);
    const { shape, data } = await readNpy(join(out, "confusion.npy"));
    expect(shape).toEqual([3, 7, 7]);
    expect([...data].reduce((a, b) => a + b, 0)).toBe(3 * 16 * 16);
  });

  test("a table, without colours where they are not wanted", async () => {
    const { out } = await run("--segmentation", predicted, "--truth", truth, "--classes", "6");
    expect(out).toContain("3 images, 6 classes, ");
    expect(out).toMatch(/mIoU +% ↑ +37\.14/);
    expect(out).toMatch(/\n 5 +\d+\.\d % +\d +35\.56/);
  });

  test("two models on the same images", async () => {
    const args = [
      "--segmentation",
      predicted,
      "--truth",
      truth,
      "--other",
      truth,
      "--classes",
      "6",
      "--predicted-void",
      "missed",
    ];
    const { out } = await run(...args);
    expect(out).toMatch(/mIoU +% ↑ +37\.14 +100\.00 +\+62\.86/);
    const { other } = denseSchema.parse(JSON.parse((await run(...args, "--json")).out));
    // Three images: of 8 exchanges 2 are as far as the observed; the third image is void throughout.
    expect(other?.differences[0]).toMatchObject({ id: "miou", verdict: "inconclusive" });
  });

  test("a merge, of the truth alone and of the predictions too", async () => {
    const labels = { "0": "ground", "1": "ground", "2": "thing", "3": "thing", "4": "thing", "5": null };
    const merge = await write("merge.json", JSON.stringify({ classes: ["ground", "thing"], labels }));
    const args = ["--segmentation", predicted, "--truth", truth, "--merge", merge];
    expect((await run(...args)).err).toMatch(
      /predicted.*image-\d\.png, pixel \d+: expected a class in 0\.\.\.1, but got \d/,
    );
    const merged = await run(...args, "--merge-predictions", "--predicted-void", "missed", "--json");
    const { values } = denseSchema.parse(JSON.parse(merged.out));
    // From the golden confusion matrix: rows 0, 1 and 2, 3, 4 put together, label 5 void in the truth.
    const n: number[][] = golden.expected["sklearn-confusion"];
    const sum = (rows: number[], columns: number[]) =>
      rows.flatMap((r) => columns.map((c) => n[r][c])).reduce((a, b) => a + b, 0);
    const both = sum([0, 1], [0, 1]);
    const all = sum([0, 1], [0, 1, 2, 3, 4, 5]) + sum([2, 3, 4], [0, 1]);
    expect(values["iou:0"].value).toBeCloseTo(both / all, 9);
  });

  test("under corruption: mPC and rPC, by hand from two severities of one corruption", async () => {
    await writeMaps("corrupted/fog-1", golden.truth);
    await writeMaps("corrupted/fog-2", golden.prediction);
    const args = ["--segmentation", truth, "--truth", truth, "--classes", "6", "--predicted-void", "missed"];
    const { out } = await run(...args, "--corrupted", join(folder, "corrupted"), "--json");
    const { corruption } = denseSchema.parse(JSON.parse(out));
    expect(corruption).toMatchObject({ corruptions: ["fog"], severities: [1, 2] });
    const { mIoU } = golden.expected["mmsegmentation-0.x"];
    const { p, mpc, rpc } = corruption?.values["miou"] ?? {};
    expect(p?.value).toBe(1);
    expect(mpc?.value).toBeCloseTo((1 + mIoU) / 2, 9);
    expect(rpc?.value).toBeCloseTo((1 + mIoU) / 2, 9);
    expect((await run(...args, "--corrupted", join(folder, "corrupted"))).out).toContain(
      "Under 1 corruption, 2 conditions",
    );
    await writeMaps("corrupted/frost-1", golden.truth);
    const { err } = await run(...args, "--corrupted", join(folder, "corrupted"));
    expect(err).toMatch(/corrupted: expected .* but got fog at 1, 2 and frost at 1/);
  });

  test("masks of another size, and files that have no partner, are named", async () => {
    const small = await writeMaps(
      "small",
      golden.prediction.map((map: number[][]) => map.slice(1)),
    );
    const { code, err } = await run("--segmentation", small, "--truth", truth, "--classes", "6");
    expect(code).toBe(2);
    expect(err).toMatch(
      /small.image-0\.png: expected 16 x 16 pixels, as .*truth.image-0\.png, but got 16 x 15\. Enlarge/,
    );
    const few = await writeMaps("few", golden.prediction.slice(1));
    expect((await run("--segmentation", few, "--truth", truth)).err).toMatch(
      /few: expected a file for each of 3 images .*none for 1 image: image-2/,
    );
  });

  test.each([
    [["--void", "x"], /--void: expected labels in 0\.\.\.255/],
    [["--merge-predictions"], /--merge-predictions: expected a --merge, but got none/],
    [["--variant", "x"], /variant: expected one of mmsegmentation, jfzhang95/],
    [["--score-threshold", "high"], /Expected a number, such as 0\.3/],
    [["--logits", "x.npy"], /expected one of --logits, --probabilities, --segmentation and --detections, but got 2/],
  ])("%s", async (args, message) => {
    const { code, err } = await run("--segmentation", predicted, "--truth", truth, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

test("--list names them, without those that need probabilities", async () => {
  const { out } = await run("--list");
  for (const id of ["miou", "fwiou", "voc-devkit", "ap-voc07", "laece", "amdegroot"])
    expect(out).toMatch(new RegExp(`^ ${id} `, "m"));
  expect(out).not.toContain("pixel-ece");
});

interface GoldenBox {
  readonly image: number;
  readonly class: number;
  readonly box: readonly [number, number, number, number];
  readonly difficult: boolean;
  readonly score: number;
}

describe("metrics --detections", () => {
  const golden: {
    truth: GoldenBox[];
    detections: GoldenBox[];
    images: number;
    classes: number;
    expected: Record<string, never>;
  } = goldenDense("det-2-difficult-duplicates-half");
  const wide = ([x1, y1, x2, y2]: GoldenBox["box"], last: number) => [x1 - 1, y1 - 1, x2 - x1 + last, y2 - y1 + last];

  test("VOC's XML files give the devkit's figures", async () => {
    for (let image = 0; image < golden.images; image++) {
      const objects = golden.truth
        .filter((object) => object.image === image)
        .map(
          ({ class: k, box: [xmin, ymin, xmax, ymax], difficult }) =>
            `<object><name>class${k}</name><difficult>${Number(difficult)}</difficult><bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`,
        );
      await write(`voc/Annotations/${image}.xml`, `<annotation>${objects.join("")}</annotation>`);
    }
    await write("voc/ImageSets/Main/test.txt", Array.from({ length: golden.images }, (_, i) => i).join("\n"));
    // Class 3 is predicted only: VOC's files cannot say that there is such a class.
    const known = golden.detections.filter((detection) => detection.class !== 3);
    const rows = known.map(({ image, class: k, box, score }) => ({
      image_id: image,
      category: `class${k}`,
      bbox: wide(box, 1),
      score,
    }));
    const detections = await write("voc.json", JSON.stringify(rows));
    const { code, out, err } = await run("--detections", detections, "--truth", join(folder, "voc"), "--json");
    expect({ code, err: err.replace(/.*class4.*\n/, "") }).toEqual({ code: 0, err: "" });
    const { values, counts } = denseSchema.parse(JSON.parse(out));
    const expected = golden.expected["VOC devkit"];
    expect(values["ap-voc"].value).toBeCloseTo(expected["mAP area"], 9);
    expect(values["ap-voc07"].value).toBeCloseTo(expected["mAP 11-point"], 9);
    expect(values["ap-voc"].ties?.[0]).toBeLessThanOrEqual(expected["mAP area"]);
    expect(counts).toMatchObject({ objects: 20, detections: known.length });
  });

  test("COCO's files give pycocotools' figures", async () => {
    const instances = {
      images: Array.from({ length: golden.images }, (_, id) => ({ id })),
      categories: Array.from({ length: golden.classes }, (_, k) => ({ id: k + 1, name: `class${k}` })),
      annotations: golden.truth.map(({ image, class: k, box, difficult }) => ({
        ...{ image_id: image, category_id: k + 1, bbox: wide(box, 0), iscrowd: Number(difficult) },
      })),
    };
    const truth = await write("instances.json", JSON.stringify(instances));
    const rows = golden.detections.map(({ image, class: k, box, score }) => ({
      image_id: image,
      category_id: k + 1,
      bbox: wide(box, 0),
      score,
    }));
    const detections = await write("coco.json", JSON.stringify(rows));
    const { out } = await run("--detections", detections, "--truth", truth, "--json");
    const { values } = denseSchema.parse(JSON.parse(out));
    const { AP, AP50, AP75, APs, APm, AR1, AR100 } = golden.expected["pycocotools"] as Record<string, number>;
    const ids = ["ap-coco", "ap-coco50", "ap-coco75", "ap-coco-small", "ap-coco-medium", "ar-coco1", "ar-coco100"];
    for (const [i, wanted] of [AP, AP50, AP75, APs, APm, AR1, AR100].entries()) {
      expect(values[ids[i]].value, ids[i]).toBeCloseTo(wanted, 9);
    }
    expect(values["ap-coco-large"].value).toBeNull();
    const table = await run("--detections", detections, "--truth", truth, "--other", detections);
    expect(table.out).toMatch(/mAP VOC .* 0\.00 +\[0\.00, 0\.00\] +1\.000 +inconclusive/);
  });

  test("without a truth, with another split's, with what is no confidence", async () => {
    const truth = await write(
      "one.json",
      JSON.stringify({
        images: [{ id: 1 }],
        categories: [{ id: 1, name: "dog" }],
        annotations: [{ image_id: 1, category_id: 1, bbox: [0, 0, 5, 5] }],
      }),
    );
    const one = (change: object) =>
      JSON.stringify([{ image_id: 1, category_id: 1, bbox: [0, 0, 5, 5], score: 0.5, ...change }]);
    expect((await run("--detections", "x.json")).err).toMatch(
      /--truth: expected COCO's instances\.json, or a folder of VOC/,
    );
    expect((await run("--detections", await write("a.json", one({ image_id: 2 })), "--truth", truth)).err).toMatch(
      /detection 0: expected an image of the truth/,
    );
    expect((await run("--detections", await write("b.json", one({ score: 7 })), "--truth", truth)).err).toMatch(
      /1 score of .* lie outside \[0, 1\]/,
    );
    expect((await run("--detections", await write("c.json", "[]"), "--truth", truth)).err).toMatch(
      /holds no detection/,
    );
  });
});
