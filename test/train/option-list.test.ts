import { expect, test } from "vitest";
import { z } from "zod";
import { AUGMENTATIONS } from "../../src/train/augmentations/index.ts";
import { METHODS } from "../../src/train/methods/index.ts";
import { listOptions } from "../../src/train/option-list.ts";

const weight = (description: string, given = 1) => z.number().default(given).meta({ value: "weight", description });
const owner = (id: string, shape: z.ZodRawShape) => ({ id, options: z.object(shape) });

test("an option that several have is listed once, with the default of each", () => {
  const listed = listOptions([
    owner("first", {
      alpha: weight("of the distillation", 2),
      p: z.string().meta({ value: "p", description: "share" }),
    }),
    owner("second", { alpha: weight("of the distillation", 3) }),
  ]);
  expect(listed).toEqual([
    {
      name: "alpha",
      value: "weight",
      description: "of the distillation",
      defaults: new Map([
        ["first", 2],
        ["second", 3],
      ]),
    },
    { name: "p", value: "p", description: "share", defaults: new Map([["first", undefined]]) },
  ]);
});

test("one name with two meanings is refused, and so is an option without a description", () => {
  const two = [
    owner("first", { alpha: weight("of the distillation") }),
    owner("second", { alpha: weight("of a mix") }),
  ];
  expect(() => listOptions(two)).toThrow("option alpha of second means something else in first");
  expect(() => listOptions([owner("first", { alpha: z.number() })])).toThrow("option alpha of first has no .meta");
});

test("no option has one meaning in a method and another in an augmentation", () => {
  const names = [METHODS, AUGMENTATIONS].flatMap((owners) => listOptions(owners).map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});
