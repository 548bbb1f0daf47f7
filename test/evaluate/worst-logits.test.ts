import fc from "fast-check";
import { expect, test } from "vitest";
import { worstCase } from "../../attacks/index.ts";
import { worstLogits } from "../../src/evaluate/worst-logits.ts";

test("each example's worst case is the candidate with the least margin", () => {
  // Margins of example 0 (label 0): 2 - 1 = 1, then 0 - 3 = -3. Of example 1 (label 2): 5 - 1 = 4, then 9 - 1 = 8.
  const clean = Float32Array.of(2, 1, 0, 1, 0, 5);
  const attacked = Float32Array.of(0, 3, 1, 0, 1, 9);
  expect([...worstLogits([clean, attacked], Int32Array.of(0, 2), 3)]).toEqual([0, 3, 1, 1, 0, 5]);
});

test("a row with NaN is the worst case: nothing was answered", () => {
  const [clean, diverged] = [Float32Array.of(2, 1), Float32Array.of(Number.NaN, 0)];
  expect([...worstLogits([clean, diverged, clean], Int32Array.of(0), 2)]).toEqual([Number.NaN, 0]);
});

test("of two ties the one that is answered wrong, in either order", () => {
  // Label 1: of equal logits the first class is the answer, so that it is wrong beside class 0 and right beside 2.
  const [wrong, right] = [Float32Array.of(4, 4, 0), Float32Array.of(0, 4, 4)];
  expect([...worstLogits([wrong, right], Int32Array.of(1), 3)]).toEqual([4, 4, 0]);
  expect([...worstLogits([right, wrong], Int32Array.of(1), 3)]).toEqual([4, 4, 0]);
});

test("an example is right in its worst case exactly where it is right under every attack", () => {
  const rows = fc.array(fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 12, maxLength: 12 }), {
    minLength: 1,
    maxLength: 5,
  });
  const right = (logits: Float32Array) =>
    Uint8Array.from({ length: 4 }, (_, row) => {
      const others = [...logits.subarray(row * 3, row * 3 + 3)];
      const label = others.splice(0, 1)[0]; // the label is class 0
      return label > Math.max(...others) ? 1 : 0;
    });
  fc.assert(
    fc.property(rows, (values) => {
      const candidates = values.map((row) => Float32Array.from(row));
      const worst = worstLogits(candidates, new Int32Array(4), 3);
      expect([...right(worst)]).toEqual([...worstCase(candidates.map(right)).correct]);
    }),
  );
});
