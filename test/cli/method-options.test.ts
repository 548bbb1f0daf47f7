import { expect, test } from "vitest";
import { z } from "zod";
import { choices, methodOptions } from "../../src/cli/commands/method-options.ts";

const alpha = (given: number) => z.number().default(given).meta({ value: "weight", description: "weight of it" });
const owner = (id: string, shape: z.ZodRawShape) => ({ id, title: `the ${id}`, options: z.object(shape) });
const OWNERS = [
  owner("first", { alpha: alpha(2), mixShare: z.number().default(0.5).meta({ value: "s", description: "a share" }) }),
  owner("second", { alpha: alpha(1) }),
  owner("third", { alpha: alpha(1) }),
];

test("an option of several says whose it is, the most common default and who has another", () => {
  const options = methodOptions(OWNERS, { plural: "methods", option: "--method" });
  expect(options.map(({ flags, description, helpGroupHeading }) => [flags, description, helpGroupHeading])).toEqual([
    ["--alpha <weight>", "first, second, third: weight of it (default: 1; 2 for first)", "Options of several methods:"],
    ["--mix-share <s>", "a share (default: 0.5)", "Options of --method first:"],
  ]);
});

test("values that are numbers become numbers, others stay text", () => {
  const [option] = methodOptions(OWNERS, { plural: "methods", option: "--method" });
  expect(
    ["0.5", "1e-3", "-2", "incremental", "0:0.1,30:0.2", "", " "].map((text) => option.parseArg?.(text, undefined)),
  ).toEqual([0.5, 1e-3, -2, "incremental", "0:0.1,30:0.2", "", " "]);
});

test("choices are a table of ids and titles", () => {
  expect(choices("Methods:", OWNERS)).toBe(
    "\nMethods:\n  first   the first\n  second  the second\n  third   the third",
  );
});
