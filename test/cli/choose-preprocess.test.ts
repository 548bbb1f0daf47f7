import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { choosePreprocess } from "../../src/cli/choose-preprocess.ts";
import { preprocessText } from "../../src/data/preprocess/preprocess.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";

const TIMM = JSON.stringify({
  pretrained_cfg: {
    input_size: [3, 224, 224],
    crop_pct: 0.9,
    interpolation: "bicubic",
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
});
const VIT = JSON.stringify({
  image_processor_type: "ViTImageProcessor",
  size: { height: 224, width: 224 },
  resample: 2,
});

async function chosen(options: Partial<Parameters<typeof choosePreprocess>[0]>) {
  const warnings: string[] = [];
  const choice = await choosePreprocess({ data: "folder:photographs", ...options }, (each) => warnings.push(each));
  return { steps: choice && preprocessText(choice.steps), origin: choice?.origin, warnings };
}

const models = () =>
  temporaryFolder({
    "timm/config.json": TIMM,
    "timm/model.safetensors": "",
    "vit/preprocessor_config.json": VIT,
    "vit/config.json": "{}",
    "vit/model.onnx": "",
    "plain/model.onnx": "",
    "border/model.safetensors": "",
    "border/config.json": TIMM.replace('"crop_pct"', '"crop_mode":"border","crop_pct"'),
  });

describe("how images are prepared", () => {
  test("what the user says is before what a file says", async () => {
    const folder = await models();
    const ckpt = [join(folder, "timm")];
    expect(await chosen({ ckpt })).toMatchObject({
      steps: "resize=248:bicubic,crop=224",
      origin: join(folder, "timm/config.json"),
    });
    expect((await chosen({ ckpt, preprocess: "imagenet-224" })).steps).toBe("resize=256:bilinear,crop=224");
    expect((await chosen({ ckpt, preprocess: "none" })).steps).toBeUndefined();
    expect((await chosen({ ckpt, imageSize: 224 })).steps).toBeUndefined();
    expect((await chosen({ ckpt, resize: true })).steps).toBeUndefined();
  });

  test("a file beside a model, for images in files alone", async () => {
    const folder = await models();
    const ckpt = join(folder, "vit/model.onnx");
    expect((await chosen({ ckpt })).steps).toBe("stretch=224:bilinear");
    expect((await chosen({ ckpt, data: "emoji" })).steps).toBeUndefined();
    expect((await chosen({ ckpt: join(folder, "plain/model.onnx") })).steps).toBeUndefined();
    expect((await chosen({ preprocess: join(folder, "timm/config.json") })).steps).toBe("resize=248:bicubic,crop=224");
  });

  test("two that want different things are refused, one that is not understood is said", async () => {
    const folder = await models();
    await expect(chosen({ ckpt: [join(folder, "timm"), join(folder, "vit/model.onnx")] })).rejects.toThrow(
      /one way of preparing images for all checkpoints, but got resize=248:bicubic,crop=224 in .*stretch=224:bilinear in/,
    );
    const border = await chosen({ ckpt: join(folder, "border") });
    expect(border.steps).toBeUndefined();
    expect(border.warnings).toEqual([expect.stringMatching(/not known here \(crop_mode border\)/)]);
    await expect(chosen({ preprocess: join(folder, "vit/config.json") })).rejects.toThrow(/a file that says no size/);
  });
});
