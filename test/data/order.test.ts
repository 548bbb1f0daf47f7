import { expect, test } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { mixedOrder } from "../../src/data/subset.ts";

test("a mixed order has every record once, and any beginning of it is a fair sample", () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
  const order = mixedOrder(labels, 3, "any");
  expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
  for (let n = 3; n <= 60; n++) {
    const counts = [0, 0, 0];
    for (const index of order.subarray(0, n)) counts[labels[index]] += 1;
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

test("a mixed set with a limit is the beginning of the mixed set without one", async () => {
  const whole = await openDataset("emoji", { split: "test", mixed: true });
  const part = await openDataset("emoji", { split: "test", mixed: true, limit: 40 });
  const first = Int32Array.from({ length: 40 }, (_, i) => i);
  expect(part.labels).toEqual(whole.labels.slice(0, 40));
  expect(await part.read(first)).toEqual(await whole.read(first));
  expect(new Set(part.labels).size).toBe(whole.classes.length);
});
