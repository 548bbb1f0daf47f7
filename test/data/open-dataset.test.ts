import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { DATASET_KINDS } from "../../src/data/kinds.ts";
import { datasetHelp, openDataset } from "../../src/data/open-dataset.ts";
import { indicesByClass } from "../../src/data/subset.ts";

test.for([
  [
    "imagenet",
    /`dataset`: expected the path of a data set, or one of emoji, cifar10:PATH, .*, folder:PATH, but got "imagenet"/,
  ],
  ["", /or one of emoji/],
  ["cifar10", /expected cifar10:PATH, but got "cifar10"/],
  ["cifar10:", /expected cifar10:PATH, but got "cifar10:"/],
  ["emoji:/somewhere", /expected emoji, but got "emoji:\/somewhere"/],
] as const)("%j is refused with what there is", async ([spec, message]) => {
  const opened = openDataset(spec, { split: "test" });
  await expect(opened).rejects.toThrow(InputError);
  await expect(opened).rejects.toThrow(message);
});

test("a path may hold colons", async () => {
  await expect(openDataset("cifar10:/no/such:place", { split: "test" })).rejects.toThrow(/^\/no\/such:place: /);
});

test("a limit takes so many, all classes alike, and the same for the same seed", async () => {
  const open = (limit: number, seed?: number) =>
    openDataset("emoji", { split: "test", limit, ...(seed === undefined ? {} : { seed }) });
  const part = await open(52);
  expect(part.count).toBe(52);
  for (const members of indicesByClass(part.labels, part.classes.length)) expect(members.length).toBe(2);
  expect((await open(52)).sha256).toBe(part.sha256);
  expect((await open(52, 1)).sha256).not.toBe(part.sha256);
  const whole = await openDataset("emoji", { split: "test" });
  expect((await open(1_000_000)).sha256).toBe(whole.sha256);
  expect(part.sha256).not.toBe(whole.sha256);
});

test.for([0, -3, 2.5, Number.NaN])("a limit of %s is refused", async (limit) => {
  await expect(openDataset("emoji", { split: "test", limit })).rejects.toThrow(/`limit`/);
});

test("only a folder can be resized", async () => {
  await expect(openDataset("emoji", { split: "test", imageSize: 64 })).rejects.toThrow(
    /`imageSize`: expected 32, the size of emoji/,
  );
  expect((await openDataset("emoji", { split: "test", imageSize: 32, limit: 1 })).height).toBe(32);
});

test("the help lists every kind once", () => {
  expect(datasetHelp().map(({ usage }) => usage)).toEqual(DATASET_KINDS.map(({ usage }) => usage));
  for (const { title } of datasetHelp()) expect(title).not.toBe("");
});

describe("a validation split", () => {
  const open = (split: "train" | "test", validation?: number) => openDataset("emoji", { split, validation });

  test("parts the training split in two, every class keeping its share, and leaves the test split alone", async () => {
    const [whole, rest, held] = [await open("train"), await open("train", 0.25), await open("test", 0.25)];
    expect([rest.split, held.split]).toEqual(["train", "validation"]);
    expect(held.count).toBe(Math.round(0.25 * whole.count));
    const places = (dataset: typeof whole) =>
      Array.from({ length: dataset.count }, (_, i) => dataset.exampleId(i).index);
    expect([...places(rest), ...places(held)].toSorted((a, b) => a - b)).toEqual(places(whole));
    for (const label of whole.classes.keys()) {
      const count = ({ labels }: typeof whole) => labels.filter((each) => each === label).length;
      expect(Math.abs(count(held) - 0.25 * count(whole))).toBeLessThanOrEqual(1);
    }
    const [first] = [...(await held.read([0]))];
    expect([...(await whole.read([held.exampleId(0).index]))][0]).toBe(first);
  });

  test.each([0, 1, -0.5, Number.NaN])("%d is no share", (share) =>
    expect(open("train", share)).rejects.toThrow(/`validation`: expected a share inside/),
  );
});
