import { expect } from "vitest";

/** Each element within `tolerance` of the expected one, relative to the largest magnitude expected. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  let scale = 0;
  for (let i = 0; i < expected.length; i++)
    if (Number.isFinite(expected[i])) scale = Math.max(scale, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const [got, wanted] = [actual[i]!, expected[i]!];
    if (Object.is(got, wanted) || Math.abs(got - wanted) <= tolerance * (scale || 1)) continue;
    expect.fail(`element ${i} of ${expected.length}: expected ${wanted}, got ${got} (scale ${scale})`);
  }
}
