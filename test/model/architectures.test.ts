import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { toLayersModel } from "../../src/model/layers-model.ts";
import type { BoundNetwork } from "../../src/network/bound-network.ts";
import type { Layer } from "../../src/network/layer.ts";
import { isTrainable, sizeOf } from "../../src/network/weight.ts";
import { initialize } from "../../src/train/initialize.ts";

const build = (id: string, classes = 100) => findArchitecture(id).network(classes);

const trainable = ({ weights }: Layer) => weights.filter(isTrainable).reduce((sum, spec) => sum + sizeOf(spec), 0);

/** As other programs with TensorFlow.js see it. */
const layersModel = (id: string, classes: number) => toLayersModel(id, build(id, classes), { height: 32, width: 32 })!;

/** Parameters of the same networks in RepDistiller (models/resnet.py, models/resnetv2.py), counted layer by layer:
 * a convolution k*k*in*out, a batch normalisation 2*channels, the classifier in*classes + classes. */
function countByHand(stem: number, widths: number[], depths: number[], expansion: 1 | 4, classes: number): number {
  let count = 27 * stem + 2 * stem;
  let channels = stem;
  widths.forEach((width, stage) => {
    for (let block = 0; block < depths[stage]; block++) {
      const out = width * expansion;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      if (expansion === 1) count += 9 * channels * width + 2 * width + 9 * width * width + 2 * width;
      else count += channels * width + 9 * width * width + width * out + 2 * (width + width + out);
      if (stride !== 1 || channels !== out) count += channels * out + 2 * out;
      channels = out;
    }
  });
  return count + channels * classes + classes;
}

describe("architectures", () => {
  test.each([
    ["resnet8", 16, [16, 32, 64], [1, 1, 1], 1],
    ["resnet20", 16, [16, 32, 64], [3, 3, 3], 1],
    ["resnet32", 16, [16, 32, 64], [5, 5, 5], 1],
    ["resnet44", 16, [16, 32, 64], [7, 7, 7], 1],
    ["resnet56", 16, [16, 32, 64], [9, 9, 9], 1],
    ["resnet18", 64, [64, 128, 256, 512], [2, 2, 2, 2], 1],
    ["resnet34", 64, [64, 128, 256, 512], [3, 4, 6, 3], 1],
    ["resnet50", 64, [64, 128, 256, 512], [3, 4, 6, 3], 4],
  ] as const)("%s has the parameters of the published network", (id, stem, widths, depths, expansion) => {
    expect(trainable(build(id))).toBe(countByHand(stem, [...widths], [...depths], expansion, 100));
  });

  test("parameter counts known from elsewhere", () => {
    // torchvision-style ResNet-18 with a 3x3 stem and 100 classes, as published with the CIFAR-100 results of
    // weiaicunzai/pytorch-cifar100: 11.22 M.
    expect(trainable(build("resnet18"))).toBe(11_220_132);
    expect(trainable(build("resnet50"))).toBe(23_705_252);
  });

  test.each(["resnet8", "resnet20", "resnet18", "resnet50", "shufflenetv2", "mobilenetv2", "imagenet-resnet18"])(
    "%s ends in one logit per class, without an activation",
    (id) => {
      const model = layersModel(id, 7);
      expect(model.outputs[0].shape).toEqual([null, 7]);
      const last = model.layers.at(-1)?.getConfig();
      expect(last?.["activation"]).toBe("linear");
      model.dispose();
    },
  );

  test.skipIf(!process.env["SLOW"])("resnet101 has the published size", () => {
    expect(trainable(build("resnet101"))).toBe(countByHand(64, [64, 128, 256, 512], [3, 4, 23, 3], 4, 100));
  });

  /** Published counts: of RepDistiller's networks with 100 classes; torchvision's with 1000, as its documents say. */
  test.each([
    ["vgg13-bn", 100, 32, 9_462_180],
    ["vgg16-bn", 100, 32, 14_774_436],
    ["shufflenetv1-g3", 100, 32, 949_258],
    ["shufflenetv2", 100, 32, 1_355_528],
    ["mobilenetv2-x0.5", 100, 32, 812_836],
    ["imagenet-mobilenetv2", 1000, 224, 3_504_872],
    ["imagenet-resnet18", 1000, 224, 11_689_512],
    ["imagenet-resnet34", 1000, 224, 21_797_672],
    ["imagenet-resnet50", 1000, 224, 25_557_032],
    ["imagenet-resnet101", 1000, 224, 44_549_160],
    ["mvitv2-t", 1000, 224, 24_173_320],
    ["mvitv2-s", 1000, 224, 34_870_216],
    ["mvitv2-t", 100, 32, 23_409_796],
    ["mvitv2-s", 100, 32, 34_079_044],
  ])("%s with %i classes at %i pixels has the published parameters", (id, classes, side, expected) => {
    expect(trainable(findArchitecture(id).network(classes, { height: side, width: side }))).toBe(expected);
  });

  test.each([
    [33, 33],
    [64, 32],
    [16, 16],
  ])("MViTv2 refuses images of %i x %i", (height, width) => {
    expect(() => findArchitecture("mvitv2-t").network(3, { height, width })).toThrow(
      /squares whose side is a multiple/,
    );
  });

  test("layer names say where a layer sits", () => {
    const model = layersModel("resnet8", 10);
    const names = model.layers.map(({ name }) => name);
    model.dispose();
    expect(names).toContain("stage2.block1.shortcut.conv");
    expect(names).not.toContain("stage1.block1.shortcut.conv");
  });

  test("an unknown id names the choices", () => {
    expect(() => findArchitecture("resnet9")).toThrow(InputError);
    expect(() => findArchitecture("resnet9")).toThrow(/`architecture`: expected one of resnet8, .*"resnet9"/);
  });
});

describe("initialize", () => {
  const weights = (network: BoundNetwork) =>
    new Map(network.weights.map(({ spec, variable }) => [spec.name, variable.dataSync()]));

  test("kernels have the deviation of He's fan-out rule, the classifier stays within its bound", () => {
    const network = initialize(build("resnet20"), createRandom(3));
    const values = weights(network);
    network.dispose();
    const kernel = values.get("stage3.block2.conv1.weight") ?? [];
    const deviation = Math.sqrt(Array.from(kernel).reduce((sum, value) => sum + value * value, 0) / kernel.length);
    // Sampling error of a standard deviation is sigma / sqrt(2 n); five of them.
    const expected = Math.sqrt(2 / (3 * 3 * 64));
    expect(Math.abs(deviation - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * kernel.length));
    for (const value of values.get("classifier.weight") ?? []) expect(Math.abs(value)).toBeLessThanOrEqual(1 / 8);
    expect(new Set(values.get("stem.bn.weight"))).toEqual(new Set([1]));
    expect(new Set(values.get("stem.bn.bias"))).toEqual(new Set([0]));
  });

  test.each([
    [
      "vgg13-bn",
      "block1.0",
      { deviation: Math.sqrt(2 / (9 * 128)), bias: 0 },
      "classifier",
      { deviation: 0.01, bias: 0 },
    ],
    ["mobilenetv2", "features.18.0", { deviation: Math.sqrt(2 / 1280) }, "classifier.1", { deviation: 0.01, bias: 0 }],
    // Uniform in +-1 / sqrt(inputs): deviation is the bound over sqrt(3). A depthwise kernel has 9 inputs.
    ["shufflenetv2", "layer2.0.conv1", { bound: 1 / 3 }, "linear", { bound: 1 / 32, bias: 1 / 32 }],
    ["shufflenetv1-g3", "layer2.1.conv1", { bound: 1 / Math.sqrt(480 / 3) }, "linear", { bound: 1 / Math.sqrt(960) }],
    [
      "mvitv2-t",
      "patch_embed.proj",
      { bound: 1 / Math.sqrt(147), bias: 1 / Math.sqrt(147) },
      "blocks.0.attn.qkv",
      { deviation: 0.02, bias: 0 },
    ],
  ] as const)("%s begins as its authors' does", (id, convolution, ofConvolution, linear, ofLinear) => {
    const { network: build32, initialization } = findArchitecture(id);
    const network = initialize(build32(10, { height: 32, width: 32 }), createRandom(3), initialization);
    const values = weights(network);
    for (const [layer, rule] of [
      [convolution, ofConvolution],
      [linear, ofLinear],
    ] as const) {
      const kernel = Array.from(values.get(`${layer}.weight`) ?? []);
      const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const deviation = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length);
      const expected = "bound" in rule ? rule.bound / Math.sqrt(3) : rule.deviation;
      expect(Math.abs(deviation - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * kernel.length));
      if ("bound" in rule) expect(largest).toBeLessThanOrEqual(rule.bound);
      else expect(largest).toBeGreaterThan(2.5 * rule.deviation);
      const bias = Array.from(values.get(`${layer}.bias`) ?? []);
      if (!("bias" in rule)) continue;
      expect(bias.length).toBeGreaterThan(0);
      expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(rule.bias);
      if (rule.bias > 0) expect(new Set(bias).size).toBeGreaterThan(1);
    }
    network.dispose();
  });

  test("the same seed gives the same bytes, another seed others; equal layers draw differently", () => {
    const draw = (seed: number) => {
      const network = initialize(build("resnet8", 3), createRandom(seed));
      const values = new Map([...weights(network)].map(([name, value]) => [name, Array.from(value)]));
      network.dispose();
      return values;
    };
    const first = draw(1);
    expect(draw(1)).toEqual(first);
    expect(draw(2).get("stem.conv.weight")).not.toEqual(first.get("stem.conv.weight"));
    expect(first.get("stage1.block1.conv1.weight")).not.toEqual(first.get("stage1.block1.conv2.weight"));
  });
});
