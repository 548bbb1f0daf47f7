import fc from "fast-check";
import { expect, test } from "vitest";
import { worstCase } from "../../attacks/index.ts";

test("an example is right if it is right under every attack; the first that breaks it is named", () => {
  const worst = worstCase([Uint8Array.of(1, 1, 0, 1), Uint8Array.of(1, 0, 0, 1), Uint8Array.of(1, 1, 1, 0)]);
  expect([...worst.correct]).toEqual([1, 0, 0, 0]);
  expect([...worst.brokenBy]).toEqual([-1, 1, 0, 2]);
  expect(worst.accuracy).toBe(1 / 4);
});

test("is never above any attack's own accuracy, and the same in any order", () => {
  const outcome = fc.array(fc.constantFrom(0, 1), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 1, maxLength: 5 }), (outcomes) => {
      const worst = worstCase(outcomes);
      for (const own of outcomes) {
        expect(worst.accuracy).toBeLessThanOrEqual(own.reduce<number>((a, b) => a + b, 0) / 6);
      }
      expect(worstCase(outcomes.toReversed()).correct).toEqual(worst.correct);
    }),
  );
});

test("no attack, no example and unequal lengths are refused", () => {
  expect(() => worstCase([])).toThrow(/at least one attack/);
  expect(() => worstCase([[]])).toThrow(/at least one attack/);
  expect(() => worstCase([[1, 1], [1]])).toThrow(
    "ensemble, outcomes 1: expected 2 examples, as outcomes 0 have, but got 1",
  );
});

test("the example in the documentation", () => {
  expect(worstCase([Uint8Array.of(1, 1, 0), Uint8Array.of(1, 0, 1)]).accuracy).toBe(1 / 3);
});
