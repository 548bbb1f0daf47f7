import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { ARCHITECTURES, findArchitecture } from "../../src/model/architectures/index.ts";
import { toLayersModel } from "../../src/model/layers-model.ts";
import type { BoundNetwork } from "../../src/network/bound-network.ts";
import type { Layer } from "../../src/network/layer.ts";
import { isTrainable, sizeOf } from "../../src/network/weight.ts";
import { initialize } from "../../src/train/initialize.ts";

const build = (id: string, classes = 100) => findArchitecture(id).network(classes);

const trainable = ({ weights }: Layer) => weights.filter(isTrainable).reduce((sum, spec) => sum + sizeOf(spec), 0);

/** As other programs with TensorFlow.js see it. */
const layersModel = (id: string, classes: number) => toLayersModel(id, build(id, classes), { height: 32, width: 32 });

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

  test.each(ARCHITECTURES.map(({ id }) => id).filter((id) => id !== "resnet101"))(
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
