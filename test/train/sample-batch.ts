import type { Batch } from "../../src/train/batch.ts";

/** Image i of branch b is filled with 1 + i + 10 b. Three classes. */
export function sampleBatch(branches: number, labels: readonly number[] = [0, 1, 2, 0], side = 8): Batch {
  const pixels = side * side * 3;
  return {
    branches: Array.from({ length: branches }, (_, branch) =>
      Float32Array.from({ length: labels.length * pixels }, (_, k) => 1 + 10 * branch + Math.floor(k / pixels)),
    ),
    indices: Int32Array.from(labels, (_, i) => i),
    labels: Int32Array.from(labels),
    count: labels.length,
    height: side,
    width: side,
    classes: 3,
  };
}

/** Cuts row-major values into rows. */
export const rowsOf = (values: Float32Array, length: number): number[][] =>
  Array.from({ length: values.length / length }, (_, row) =>
    Array.from(values.subarray(row * length, (row + 1) * length)),
  );
