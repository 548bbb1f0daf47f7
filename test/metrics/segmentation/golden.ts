import { readFileSync } from "node:fs";

/** Values that other implementations gave; each file says which, and at which commit or version. */
export function goldenDense(name: string) {
  return JSON.parse(readFileSync(new URL(`../../fixtures/dense/${name}.json`, import.meta.url), "utf8"));
}

export interface GoldenMaps {
  readonly truth: readonly (readonly number[][])[];
  readonly prediction: readonly (readonly number[][])[];
}

/** Values with null where they are undefined, as JSON has them. */
export const orNull = (values: Iterable<number>) => [...values].map((value) => (Number.isNaN(value) ? null : value));

/** Equal to nine decimals, null for what is undefined. */
export function expectClose(got: readonly (number | null)[], wanted: readonly (number | null)[]): string[] {
  if (got.length !== wanted.length) return [`${got.length} values, not ${wanted.length}`];
  return got.flatMap((value, i) => {
    const other = wanted[i];
    const equal = value === null || other === null ? value === other : Math.abs(value - other) < 1e-9;
    return equal ? [] : [`${i}: ${value}, not ${other}`];
  });
}
