import { describe, expect, test } from "vitest";
import { FAMILIES } from "../../src/import/architecture/families/index.ts";
import type { Description, ShapeTable } from "../../src/import/architecture/family.ts";
import { recogniseArchitecture } from "../../src/import/architecture/recognise-architecture.ts";
import type { ImportOptions } from "../../src/import/shared/imported-model.ts";

const built = new Map<number, Description[]>();

function members(classes: number): Description[] {
  const found = built.get(classes) ?? FAMILIES.flatMap((family) => family.members(classes));
  built.set(classes, found);
  return found;
}

const tableOf = ({ network }: Description): Map<string, readonly number[]> =>
  new Map(network.weights.map(({ name, shape }) => [name, shape]));

/** Trained values: everything but the running statistics of batch normalisation. */
const trainable = (table: ShapeTable): number =>
  [...table]
    .filter(([name]) => !/running_/.test(name))
    .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b), 0);

function find(id: string, naming: RegExp, classes: number): Description {
  const found = members(classes).find((member) => member.id === id && naming.test(member.naming));
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe("members have the published number of parameters", () => {
  // torchvision's documentation of each model, "num_params"; 1000 classes.
  test.each([
    ["imagenet-resnet18", 11_689_512],
    ["imagenet-resnet34", 21_797_672],
    ["imagenet-resnet50", 25_557_032],
    ["imagenet-resnet101", 44_549_160],
    ["imagenet-resnet152", 60_192_808],
    ["imagenet-mobilenetv2", 3_504_872],
    ["imagenet-shufflenetv2-x0.5", 1_366_792],
    ["imagenet-shufflenetv2", 2_278_604],
    ["imagenet-shufflenetv2-x1.5", 3_503_624],
  ])("torchvision %s: %i", (id, count) => {
    expect(trainable(tableOf(find(id, /torchvision/, 1000)))).toBe(count);
  });

  // Millions of parameters in the README of chenyaofo/pytorch-cifar-models, CIFAR-10.
  test.each([
    ["resnet20", 0.27],
    ["resnet32", 0.47],
    ["resnet44", 0.66],
    ["resnet56", 0.86],
    ["mobilenetv2", 2.24],
    ["shufflenetv2-x0.5", 0.35],
    ["shufflenetv2", 1.26],
    ["shufflenetv2-x1.5", 2.49],
  ])("chenyaofo %s: %f million", (id, millions) => {
    expect(trainable(tableOf(find(id, /chenyaofo/, 10))) / 1e6).toBeCloseTo(millions, 2);
  });
});

describe("recogniseArchitecture", () => {
  test("knows every member from the names and shapes of its own weights", () => {
    for (const member of members(100)) {
      const found = recogniseArchitecture([tableOf(member)], { architecture: member.id }, "weights");
      expect(found.description.id).toBe(member.id);
      expect(found.description.classes).toBe(100);
      expect([...tableOf(found.description)]).toEqual([...tableOf(member)]);
    }
  });

  test("takes the requested one, and refuses it where it does not fit", () => {
    const table = tableOf(find("resnet20", /RepDistiller/, 10));
    const recognise = (architecture: string) => recogniseArchitecture([table], { architecture }, "w.pth");
    expect(recognise("resnet20").description.id).toBe("resnet20");
    expect(() => recognise("resnet32")).toThrow(
      /w\.pth: expected the weights of resnet32 .*but got \d+ missing \(layer1\.3\.conv1\.weight.*They fit resnet20:/,
    );
    expect(() => recognise("resnet21")).toThrow(/`architecture`: expected one of resnet8, .*"resnet21"/);
  });

  test("lists what is missing, unexpected and of another shape", () => {
    const table = new Map(tableOf(find("resnet20", /RepDistiller/, 10)));
    table.delete("layer2.1.bn2.bias");
    table.set("projection.weight", [128, 64]);
    table.set("layer3.2.conv2.weight", [64, 64, 5, 5]);
    expect(() => recogniseArchitecture([table], {}, "w.pth")).toThrow(
      "w.pth: expected the weights of a known architecture; the nearest is resnet20 (names of torchvision, timm, " +
        "RepDistiller, chenyaofo/pytorch-cifar-models), but got 1 missing (layer2.1.bn2.bias); " +
        "1 unexpected (projection.weight); " +
        "1 of another shape (layer3.2.conv2.weight [64, 64, 5, 5] instead of [64, 64, 3, 3]). " +
        "Name it with `architecture`, or export the model to ONNX, which carries its architecture.",
    );
  });

  test("takes the usual one of several that fit, names the others, and lets the option and the images' size decide", () => {
    const recognise = (classes: number, options: ImportOptions = {}) => {
      const { description, alternatives } = recogniseArchitecture(
        [tableOf(find("mobilenetv2", /torchvision/, classes))],
        options,
        "w.pth",
      );
      return [description.id, description.size, ...alternatives];
    };
    const square = (side: number) => ({ imageSize: { height: side, width: side } });
    expect(recognise(10)).toEqual(["mobilenetv2", 32, "imagenet-mobilenetv2"]);
    expect(recognise(1000)).toEqual(["imagenet-mobilenetv2", 224, "mobilenetv2"]);
    expect(recognise(10, square(224))).toEqual(["imagenet-mobilenetv2", 224, "mobilenetv2"]);
    expect(recognise(10, square(64))).toEqual(["mobilenetv2", 32, "imagenet-mobilenetv2"]);
    expect(recognise(10, { ...square(224), architecture: "mobilenetv2" })[0]).toBe("mobilenetv2");
    expect(recognise(10, { architecture: "imagenet-mobilenetv2" })[0]).toBe("imagenet-mobilenetv2");
  });

  test("says of weights that are like nothing known what they are called, not what they lack", () => {
    const table = new Map(
      Array.from({ length: 30 }, (_, k) => [`model.layers.${k}.self_attn.q_proj.weight`, [64, 64]] as const),
    );
    expect(() => recogniseArchitecture([table], {}, "llm.safetensors")).toThrow(
      /of a known architecture, but got 30 tensors that are like none \(model\.layers\.0\.self_attn.*ONNX/,
    );
  });

  test("tells a network without its classifier from a damaged one", () => {
    const table = new Map(tableOf(find("resnet20", /RepDistiller/, 10)));
    for (const name of ["fc.weight", "fc.bias"]) table.delete(name);
    expect(() => recogniseArchitecture([table], {}, "w.pth")).toThrow(/2 missing .*its classifier is not: save both/);
  });
});
