import { expect, test } from "vitest";
import { findAugmentation } from "../../src/train/augmentations/index.ts";
import { findMethod } from "../../src/train/methods/index.ts";
import { requireCombination } from "../../src/train/require-combination.ts";

const TEACHER = { name: "resnet50" };

test("a method that collects what the network says of single images refuses mixed ones", async () => {
  const dlb = await findMethod("dlb").configure({});
  const [cutout, cutmix] = ["cutout", "cutmix"].map((id) => findAugmentation(id).configure({}));
  expect(() => requireCombination(dlb, cutmix, undefined)).toThrow(
    /`augment`: expected none or cutout: dlb .*cutmix, which mixes/,
  );
  expect(() => requireCombination(dlb, cutout, undefined)).not.toThrow();
});

test("a teacher is there exactly for the methods that learn from one", async () => {
  const [kd, hardLabel] = [await findMethod("kd").configure({}), await findMethod("hard-label").configure({})];
  const none = findAugmentation("none").configure({});
  expect(() => requireCombination(kd, none, undefined)).toThrow(/`teacher`: expected the checkpoint .* kd learns from/);
  expect(() => requireCombination(hardLabel, none, TEACHER)).toThrow(/`teacher`: expected none.*got resnet50/);
  expect(() => requireCombination(kd, none, TEACHER)).not.toThrow();
  expect(() => requireCombination(hardLabel, none, undefined)).not.toThrow();
});
