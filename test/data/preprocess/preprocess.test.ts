import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import type { Image } from "../../../src/core/image.ts";
import type { FilterId } from "../../../src/data/preprocess/filter.ts";
import { parsePreprocess } from "../../../src/data/preprocess/parse-preprocess.ts";
import { preprocessImage, preprocessText } from "../../../src/data/preprocess/preprocess.ts";
import { readPreprocessConfig } from "../../../src/data/preprocess/preprocess-config.ts";
import { resizeImage } from "../../../src/data/preprocess/resize-image.ts";

interface Wanted {
  readonly image: string;
  readonly height: number;
  readonly width: number;
  readonly sha256: string;
}

/** See test/fixtures/preprocess/generate.py. */
const fixture = JSON.parse(
  gunzipSync(readFileSync(new URL("../../fixtures/preprocess/preprocess.json.gz", import.meta.url))).toString(),
) as {
  readonly images: Readonly<Record<string, string>>;
  readonly resized: readonly (Wanted & { readonly filter: FilterId })[];
  readonly torchvision: readonly (Wanted & { readonly steps: string })[];
  readonly timm: readonly (Wanted & { readonly config: unknown })[];
  readonly processors: readonly (Wanted & { readonly config: { readonly image_processor_type: string } })[];
};

function imageNamed(name: string): Image {
  const [width, height] = name.split("x").map(Number);
  return { pixels: Buffer.from(fixture.images[name], "base64"), height, width };
}

const summary = ({ height, width, pixels }: Image) => ({
  height,
  width,
  sha256: createHash("sha256").update(pixels).digest("hex"),
});
const wantedOf = ({ height, width, sha256 }: Wanted) => ({ height, width, sha256 });

describe("the bytes of Pillow's resize", () => {
  test.for(
    fixture.resized.map((each) => [`${each.image} to ${each.width}x${each.height}, ${each.filter}`, each] as const),
  )("%s", ([, wanted]) => {
    const resized = resizeImage(imageNamed(wanted.image), wanted.height, wanted.width, wanted.filter);
    expect(summary(resized)).toEqual(wantedOf(wanted));
  });
});

describe("the bytes of torchvision's transforms", () => {
  test.for(fixture.torchvision.map((each) => [`${each.image}: ${each.steps}`, each] as const))("%s", ([, wanted]) => {
    const image = preprocessImage(imageNamed(wanted.image), parsePreprocess(wanted.steps));
    expect(summary(image)).toEqual(wantedOf(wanted));
  });
});

const stepsOf = (config: unknown) => {
  const reading = readPreprocessConfig(config);
  if (reading === undefined || "problem" in reading) throw new Error(JSON.stringify(reading));
  return reading.steps;
};

describe("the bytes of timm's transforms, from a config.json", () => {
  test.for(fixture.timm.map((each) => [`${each.image}: ${JSON.stringify(each.config)}`, each] as const))(
    "%s",
    ([, wanted]) => {
      expect(summary(preprocessImage(imageNamed(wanted.image), stepsOf(wanted.config)))).toEqual(wantedOf(wanted));
    },
  );
});

describe("the bytes of transformers' image processors, from a preprocessor_config.json", () => {
  test.for(
    fixture.processors.map((each, i) => [`${i}: ${each.image}, ${each.config.image_processor_type}`, each] as const),
  )("%s", ([, wanted]) => {
    expect(summary(preprocessImage(imageNamed(wanted.image), stepsOf(wanted.config)))).toEqual(wantedOf(wanted));
  });

  test.for([
    // Files of transformers before 4.20.
    [{ feature_extractor_type: "ViTFeatureExtractor", size: 224, resample: 2 }, "stretch=224:bilinear"],
    [
      { feature_extractor_type: "ConvNextFeatureExtractor", size: 224, crop_pct: 0.875, resample: 3 },
      "resize=256:bicubic,crop=224:floor",
    ],
    [
      { feature_extractor_type: "CLIPFeatureExtractor", size: 224, crop_size: 224, do_center_crop: true, resample: 3 },
      "resize=224:bicubic,crop=224:floor",
    ],
  ] as const)("%j", ([config, steps]) => expect(preprocessText(stepsOf(config))).toBe(steps));

  test.for([
    [
      { image_processor_type: "MobileViTImageProcessor", size: 224, resample: 2, do_flip_channel_order: true },
      "do_flip",
    ],
    [{ image_processor_type: "ViTImageProcessor", size: 224, resample: 5 }, "resample 5"],
    [{ pretrained_cfg: { input_size: [3, 224, 224], crop_mode: "border" } }, "crop_mode border"],
    [{ pretrained_cfg: { input_size: [3, 224, 224], interpolation: "random" } }, "interpolation random"],
  ] as const)("says what it does not know: %j", ([config, problem]) => {
    expect(readPreprocessConfig(config)).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  test.for([[{}], [null], [{ size: -1 }], [{ size: 1e9 }], [{ image_mean: [0, 0, 0] }]])(
    "takes nothing from %j",
    ([config]) => expect(readPreprocessConfig(config)).toBeUndefined(),
  );
});

describe("as it is typed", () => {
  test.for([
    ["imagenet-224", "resize=256:bilinear,crop=224"],
    ["resnet50-v2", "resize=232:bilinear,crop=224"],
    ["ResNet50_Weights.IMAGENET1K_V1", "resize=256:bilinear,crop=224"],
    ["EfficientNet_B1_Weights.IMAGENET1K_V2", "resize=255:bilinear,crop=240"],
    ["ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1", "resize=518:bicubic,crop=518"],
    ["resize=224/0.875, crop=224", "resize=256:bilinear,crop=224"],
    ["resize=224/0.9:bicubic,crop=224x192:floor", "resize=248:bicubic,crop=224x192:floor"],
    ["square,stretch=32:lanczos", "square,stretch=32:lanczos"],
  ] as const)("%s", ([text, steps]) => {
    expect(preprocessText(parsePreprocess(text))).toBe(steps);
    expect(parsePreprocess(steps)).toEqual(parsePreprocess(text));
  });

  test.for(["", "imagenet", "resize", "resize=0", "resize=99999", "resize=224:cubic", "crop=224/0.9", "stretch=1x2x3"])(
    "%j is refused",
    (text) => expect(() => parsePreprocess(text)).toThrow(InputError),
  );
});

test("an image of one row does not become one of a hundred million pixels", () => {
  const image = { pixels: new Uint8Array(3 * 20_000), height: 1, width: 20_000 };
  expect(() => preprocessImage(image, parsePreprocess("imagenet-224"))).toThrow(/not so much longer than wide/);
});
