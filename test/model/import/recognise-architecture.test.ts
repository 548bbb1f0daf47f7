import { describe, expect, test } from "vitest";
import { FAMILIES } from "../../../src/model/import/architecture/families/index.ts";
import type { Description, ShapeTable } from "../../../src/model/import/architecture/family.ts";
import { recogniseArchitecture } from "../../../src/model/import/architecture/recognise-architecture.ts";

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
      const found = recogniseArchitecture(tableOf(member), undefined, "weights");
      expect(found.id).toBe(member.id);
      expect(found.classes).toBe(100);
      expect([...tableOf(found)]).toEqual([...tableOf(member)]);
    }
  });

  test("takes the requested one, and refuses it where it does not fit", () => {
    const table = tableOf(find("resnet20", /RepDistiller/, 10));
    expect(recogniseArchitecture(table, "resnet20", "w").id).toBe("resnet20");
    expect(() => recogniseArchitecture(table, "resnet32", "w.pth")).toThrow(
      /w\.pth: expected the weights of resnet32 .*but got \d+ missing \(layer1\.3\.conv1\.weight/,
    );
    expect(() => recogniseArchitecture(table, "resnet21", "w")).toThrow(
      /--arch: expected one of resnet8, .*"resnet21"/,
    );
  });

  test("lists what is missing, unexpected and of another shape", () => {
    const table = new Map(tableOf(find("resnet20", /RepDistiller/, 10)));
    table.delete("layer2.1.bn2.bias");
    table.set("projection.weight", [128, 64]);
    table.set("layer3.2.conv2.weight", [64, 64, 5, 5]);
    expect(() => recogniseArchitecture(table, undefined, "w.pth")).toThrow(
      "w.pth: expected the weights of a known architecture; the nearest is resnet20 (names of torchvision, " +
        "RepDistiller, chenyaofo/pytorch-cifar-models), but got 1 missing (layer2.1.bn2.bias); " +
        "1 unexpected (projection.weight); " +
        "1 of another shape (layer3.2.conv2.weight [64, 64, 5, 5] instead of [64, 64, 3, 3]). " +
        "Name it with --arch, or export the model to ONNX, which carries its architecture.",
    );
  });
});
