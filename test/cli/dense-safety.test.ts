import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { decodeNpy } from "../../src/data/npy.ts";
import { type SegmentationResult, segmentationSchema } from "../../src/result/segmentation-result.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { onnxFile } from "../import/onnx-file.ts";
import { capturedIo } from "./captured-io.ts";

const SIDE = 4;
const PIXELS = SIDE * SIDE;
const [RED, GREEN, BLUE] = [0, 1, 2];

/** The score of class k in each pixel is 4 times its channel k: 1 x 1 convolution. */
const network = (outputs = 3, input: readonly (number | string)[] = ["N", 3, SIDE, SIDE]) =>
  onnxFile({
    input,
    nodes: [{ operator: "Conv", inputs: ["x", "W"], outputs: ["y"] }],
    tensors: {
      W: {
        shape: [outputs, 3, 1, 1],
        values: Array.from({ length: outputs * 3 }, (_, i) => (Math.floor(i / 3) === i % 3 ? 4 : 0)),
      },
    },
  });

const png = (values: readonly number[], channels: 1 | 3, side = SIDE) =>
  sharp(Uint8Array.from(values), { raw: { width: side, height: side, channels } })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .png()
    .toBuffer();

/** An image whose pixels are of one channel at this level, black elsewhere. */
const colours = (channel: readonly number[], level = 255) =>
  png(
    channel.flatMap((of) => [RED, GREEN, BLUE].map((each) => (each === of ? level : 0))),
    3,
  );

const all = (value: number) => new Array<number>(PIXELS).fill(value);

/** Red, of which four pixels are labelled green and two are void; green, right; both thrice, so that there are six images. */
async function pairs(more: Readonly<Record<string, Uint8Array | string>> = {}) {
  const [red, green] = [await colours(all(RED)), await colours(all(GREEN))];
  const mixed = await png(
    all(RED).map((label, i) => (i < 4 ? GREEN : i < 6 ? 255 : label)),
    1,
  );
  const right = await png(all(GREEN), 1);
  const files = [0, 1, 2].map((i) => ({
    [`images/a${i}.png`]: red,
    [`labels/a${i}.png`]: mixed,
    [`images/b${i}.png`]: green,
    [`labels/b${i}.png`]: right,
  }));
  return temporaryFolder(Object.assign({ "classes.txt": "red\ngreen\nblue\n", "net.onnx": network() }, ...files, more));
}

async function safety(folder: string, options: readonly string[] = [], ckpt = "net.onnx") {
  const io = capturedIo();
  const place = ["--data", `pairs:${folder}`, "--out", join(folder, "out")];
  const given = ["--normalize", "none", "--engine", "cpu", ...options];
  const fast = options.includes("--attacks") ? [] : ["--attacks", "none", "--corruptions", "none"];
  const code = await main(["safety", "--ckpt", join(folder, ckpt), ...place, ...given, ...fast], io);
  return { code, said: io.err(), out: io.out() };
}

async function measured(folder: string, options: readonly string[] = [], ckpt = "net.onnx") {
  const { code, said, out } = await safety(folder, ["--json", ...options], ckpt);
  expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
  return segmentationSchema.parse(JSON.parse(out)) as SegmentationResult;
}

const E4 = Math.exp(4);

test("clean figures, by hand", async () => {
  const folder = await pairs();
  const result = await measured(folder);
  const [{ measurements, pixels }] = result.checkpoints;
  const [{ values, intervals, count }] = measurements;
  expect(count).toBe(6);
  // Three times: red 10 right; green 4 taken for red, 16 right; blue nowhere.
  expect(pixels).toMatchObject({ scored: 90, void: 6, predictedAsNone: 0 });
  expect(pixels.confusion).toEqual([
    [30, 0, 0, 0],
    [12, 48, 0, 0],
    [0, 0, 0, 0],
  ]);
  expect(pixels.classes).toEqual([
    { class: 0, pixels: 30, images: 3 },
    { class: 1, pixels: 60, images: 6 },
    { class: 2, pixels: 0, images: 0 },
  ]);
  expect(values["iou:0"]).toBeCloseTo(30 / 42, 12);
  expect(values["iou:1"]).toBeCloseTo(48 / 60, 12);
  expect(values["iou:2"]).toBeNull();
  expect(values["miou"]).toBeCloseTo((30 / 42 + 48 / 60) / 2, 12);
  expect(values["macc"]).toBeCloseTo((1 + 0.8) / 2, 12);
  expect(values["aacc"]).toBeCloseTo(78 / 90, 12);
  // One class has the logit 4 and the others 0: confidence e^4 / (e^4 + 2) everywhere.
  const confidence = E4 / (E4 + 2);
  expect(values["pixel-ece"]).toBeCloseTo(confidence - 78 / 90, 6);
  const nll = (right: boolean) => Math.log(E4 + 2) - (right ? 4 : 0);
  expect(values["pixel-nll"]).toBeCloseTo((78 * nll(true) + 12 * nll(false)) / 90, 6);
  const other = 1 / (E4 + 2);
  const brier =
    (78 * ((1 - confidence) ** 2 + 2 * other ** 2) + 12 * (confidence ** 2 + (1 - other) ** 2 + other ** 2)) / 90;
  expect(values["pixel-brier"]).toBeCloseTo(brier, 6);
  // All are as confident: whatever is accepted, 12 of 90 are wrong.
  expect(values["pixel-aurc"]).toBeCloseTo(12 / 90, 12);
  expect(intervals["miou"][0]).toBeLessThan(values["miou"] as number);
  // Red is in three images only.
  expect(Object.keys(intervals)).toContain("iou:1");
  expect(Object.keys(intervals)).not.toContain("iou:0");
  const stored = unzipSync(await readFile(join(folder, "out", result.checkpoints[0].images.path)));
  const { shape, data } = decodeNpy(stored["clean/confusion.npy"]);
  expect(shape).toEqual([6, 4, 4]);
  expect(Array.from(data as Int32Array).reduce((sum, n) => sum + n, 0)).toBe(96);
  expect(result.data).toMatchObject({ count: 6, height: SIDE, width: SIDE, classes: ["red", "green", "blue"] });
});

test("FGSM climbs the mean loss of the scored pixels", async () => {
  // Of a pixel (0.5, 0.45, 0) that is red, 0.05 of epsilon makes (0.45, 0.5, 0.05): green. The red of 255 stays red.
  const image = await png(
    all(0).flatMap((_, i) => (i < 8 ? [128, 115, 0] : [255, 0, 0])),
    3,
  );
  const label = await png(
    all(0).map((_, i) => (i < 4 ? 255 : RED)),
    1,
  );
  const folder = await temporaryFolder({
    "images/a.png": image,
    "labels/a.png": label,
    "classes.txt": "red\ngreen\nblue\n",
    "net.onnx": network(),
  });
  const attack = ["--attacks", "fgsm,pgd", "--presets", "standard", "--epsilons", "0.05", "--corruptions", "none"];
  const { checkpoints, catalogue } = await measured(folder, attack);
  const accuracy = (id: string) =>
    checkpoints[0].measurements.find(({ condition }) => condition.kind === "attack" && condition.id === id)?.values[
      "aacc"
    ];
  expect(checkpoints[0].measurements[0].values["aacc"]).toBe(1);
  // 12 are scored, 4 of them near the border.
  expect(accuracy("fgsm")).toBeCloseTo(8 / 12, 12);
  expect(accuracy("pgd")).toBeCloseTo(8 / 12, 12);
  expect(accuracy("ensemble")).toBeCloseTo(8 / 12, 12);
  expect(catalogue.attacks.map(({ id }) => id)).toEqual(["fgsm", "pgd", "ensemble"]);
});

test("corruptions: mPC is the mean over them, rPC its share of clean", async () => {
  // Corruptions need 8 pixels a side.
  const grey = (level: number) =>
    png(
      new Array<number>(64).fill(0).flatMap((_, i) => [level, level + i, 100]),
      3,
      8,
    );
  const folder = await temporaryFolder({
    "images/a.png": await grey(90),
    "labels/a.png": await png(
      new Array<number>(64).fill(0).map((_, i) => (i < 20 ? BLUE : GREEN)),
      1,
      8,
    ),
    "classes.txt": "red\ngreen\nblue\n",
    "net.onnx": network(3, ["N", 3, 8, 8]),
  });
  const { checkpoints } = await measured(folder, ["--attacks", "none", "--corruptions", "brightness,contrast"]);
  const [{ measurements, corruption }] = checkpoints;
  const under = measurements.filter(({ condition }) => condition.kind === "corruption");
  expect(under).toHaveLength(10);
  const mean = under.reduce((sum, { values }) => sum + (values["miou"] as number) / 10, 0);
  expect(corruption?.values["miou"].mpc.value).toBeCloseTo(mean, 12);
  const clean = measurements[0].values["miou"] as number;
  expect(corruption?.values["miou"].p.value).toBeCloseTo(clean, 12);
  expect(corruption?.values["miou"].rpc.value).toBeCloseTo(mean / clean, 12);
  expect(corruption).toMatchObject({ corruptions: ["brightness", "contrast"], severities: [1, 2, 3, 4, 5] });
});

describe("outputs of classes that the data do not have", () => {
  // Blue pixels, labelled green; the fourth score is always 0, and the data know no blue.
  const given = async () =>
    temporaryFolder({
      "images/a.png": await colours(all(BLUE)),
      "labels/a.png": await png(all(GREEN), 1),
      "classes.txt": "red\ngreen\n",
      "names.txt": "red\ngreen\nblue\n",
      "net.onnx": network(),
    });

  test("are no answers", async () => {
    const folder = await given();
    const { checkpoints } = await measured(folder, ["--classes", join(folder, "names.txt")]);
    // Red and green are both 0: the first of equals.
    expect(checkpoints[0].pixels.confusion).toEqual([
      [0, 0, 0],
      [PIXELS, 0, 0],
    ]);
    expect(checkpoints[0].measurements[0].values["pixel-nll"]).toBeCloseTo(Math.log(2), 6);
  });

  test("or are answers, which are missed", async () => {
    const folder = await given();
    const count = ["--classes", join(folder, "names.txt"), "--other-outputs", "count"];
    const { checkpoints } = await measured(folder, count);
    expect(checkpoints[0].pixels).toMatchObject({ predictedAsNone: PIXELS });
    expect(checkpoints[0].measurements[0].values["pixel-nll"]).toBeCloseTo(Math.log(E4 + 2), 6);
    expect(checkpoints[0].measurements[0].values["aacc"]).toBe(0);
  });
});

test("two networks are compared over images", async () => {
  const half = onnxFile({
    input: ["N", 3, SIDE, SIDE],
    nodes: [{ operator: "Conv", inputs: ["x", "W"], outputs: ["y"] }],
    tensors: { W: { shape: [3, 3, 1, 1], values: [2, 0, 0, 0, 2, 0, 0, 0, 2] } },
  });
  const folder = await pairs({ "half.onnx": half });
  const io = capturedIo();
  const ckpt = [join(folder, "net.onnx"), join(folder, "half.onnx")];
  const rest = ["--data", `pairs:${folder}`, "--out", join(folder, "out"), "--normalize", "none", "--engine", "cpu"];
  const code = await main(["safety", "--ckpt", ...ckpt, ...rest, "--attacks", "none", "--corruptions", "none"], io);
  expect(code).toBe(0);
  // The same answers, less sure: labels agree, and the loss does not.
  expect(io.out()).toMatch(/half against net, clean/);
  expect(io.out()).toMatch(/mIoU +0\.00 +\[0\.00, 0\.00\] +1\.000 +inconclusive/);
  const { comparisons } = segmentationSchema.parse(
    JSON.parse(await readFile(join(folder, "out", "result.json"), "utf8")),
  );
  const E2 = Math.exp(2);
  const nll = (odds: number, logit: number) => (78 * (Math.log(odds + 2) - logit) + 12 * Math.log(odds + 2)) / 90;
  const change = comparisons[0].differences.find(({ id }) => id === "pixel-nll")?.difference;
  expect(change).toBeCloseTo(nll(E2, 2) - nll(E4, 4), 6);
});

test("the table says what the figures are of", async () => {
  const { code, out } = await safety(await pairs());
  expect(code).toBe(0);
  expect(out).toMatch(/6 images of 4 x 4, 3 classes .* 90 pixels scored, 6\.3 % void/);
  expect(out).toMatch(/mIoU +% ↑ +75\.71/);
  expect(out).toMatch(/green +66\.7 % +6 +80\.00 +\[/);
  expect(out).toMatch(/Labels that are void: 255/);
});

describe("refuses", () => {
  test("a label that is neither a class nor void, by its place", async () => {
    const folder = await pairs({
      "labels/a1.png": await png(
        all(RED).map((label, i) => (i === 5 ? 9 : label)),
        1,
      ),
    });
    const { code, said } = await safety(folder);
    expect(code).toBe(2);
    expect(said).toMatch(/a1\.png, row 1, column 1: expected a class, or void, but got label 9/);
  });

  test("label maps of another size", async () => {
    const folder = await pairs({ "labels/b2.png": await png(new Array<number>(9).fill(0), 1, 3) });
    const { code, said } = await safety(folder);
    expect(code).toBe(2);
    expect(said).toMatch(/b2\.png: expected 4 x 4 pixels, as the set's first image, but got 3 x 3/);
  });

  test("a classifier", async () => {
    const classifier = onnxFile({
      input: ["N", 3, SIDE, SIDE],
      nodes: [
        { operator: "GlobalAveragePool", inputs: ["x"], outputs: ["mean"] },
        { operator: "Flatten", inputs: ["mean"], outputs: ["y"] },
      ],
    });
    const { code, said } = await safety(await pairs({ "net.onnx": classifier }));
    expect(code).toBe(2);
    expect(said).toMatch(/expected a network for label maps: .*, but got shape \[2, 3\] for 2 images/);
  });

  test.each([
    [["--attacks", "square", "--corruptions", "none"], /expected attacks on label maps: fgsm, .*, but got square/],
    [["--shard", "1/2"], /--shard: expected nothing, on label maps/],
    [["--resize", "8"], /--resize: expected nothing, on label maps/],
  ])("%s", async (options, message) => {
    const { code, said } = await safety(await pairs(), options);
    expect(code).toBe(2);
    expect(said).toMatch(message);
  });

  test("label maps in other commands", async () => {
    const io = capturedIo();
    expect(await main(["data", `pairs:${await pairs()}`], io)).toBe(2);
    expect(io.err()).toMatch(/images with label maps.*measured by the commands safety and metrics/);
  });

  test("the result in commands for classifiers", async () => {
    const folder = await pairs();
    await measured(folder);
    const io = capturedIo();
    expect(await main(["report", join(folder, "out")], io)).toBe(2);
    expect(io.err()).toMatch(/segmentation-result\/1.*of label maps/);
  });
});
