import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { imputeRemoved } from "../../src/explain/impute.ts";

/** From generate_imputation.py: scipy's direct solution of the same equations, every `step`th removed pixel. */
const {
  side,
  step,
  masks,
}: {
  side: number;
  step: number;
  masks: { mask: keyof typeof MASKS; removed: number; values: number[] }[];
} = JSON.parse(readFileSync(new URL("../fixtures/explain/imputation-224.json", import.meta.url), "utf8"));

const MASKS = {
  "all but a frame and a dot": (y: number, x: number) =>
    y >= 10 && y < 214 && x >= 10 && x < 214 && !(y === 100 && x === 60),
  "the left part, to the edge": (_: number, x: number) => x < 150,
  scattered: (y: number, x: number) => (31 * y + 17 * x + y * x) % 10 < 7,
};

const image = Float32Array.from({ length: side * side }, (_, p) => {
  const [y, x] = [Math.floor(p / side), p % side];
  return ((7 * y * y + 13 * x + 3 * x * y) % 256) / 255;
});

test.each(masks)("what is imputed at 224 x 224 is scipy's solution: $mask", ({ mask, removed: count, values }) => {
  const removed = Uint8Array.from(image, (_, p) => Number(MASKS[mask](Math.floor(p / side), p % side)));
  const places = [...removed.keys()].filter((p) => removed[p] === 1);
  expect(places).toHaveLength(count);
  const imputed = imputeRemoved(image, removed, { height: side, width: side, channels: 1 });
  const differences = values.map((value, i) => Math.abs(imputed[places[i * step]] - value));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
  expect(values.length).toBe(Math.ceil(count / step));
});
