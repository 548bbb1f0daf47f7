import { expect, test } from "vitest";
import { lookedAt } from "../../src/explain/looked-at.ts";

const set = (count: number, classes: number) => ({ count, classes: Array.from({ length: classes }, (_, k) => `${k}`) });

test("all images of CIFAR's sets are looked at, the first of ImageNet's", () => {
  expect(lookedAt(set(50_000, 100))).toBe(50_000);
  // 2^23 / 1000.
  expect(lookedAt(set(50_000, 1000))).toBe(8388);
  expect(lookedAt(set(10, 2 ** 24))).toBe(1);
});
