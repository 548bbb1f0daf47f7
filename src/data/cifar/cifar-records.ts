import type { Superclasses } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { CIFAR_PLANE, type CifarLayout } from "./cifar-layout.ts";

/** The records of one file. */
export interface CifarBatch {
  /** Names the file in errors. */
  readonly subject: string;
  readonly count: number;
  /** Holds of each record 1,024 bytes of red, of green and of blue. */
  readonly bytes: Uint8Array;
  /** Where those of a record begin. */
  pixelsAt(record: number): number;
  label(record: number): number;
  /** Where records carry their superclass. */
  superclass?(record: number): number;
}

export interface CifarRecords {
  readonly count: number;
  readonly labels: Int32Array;
  readonly superclassOf: Superclasses["of"];
  /** Row-major [count, 32, 32, 3]. */
  readonly pixels: Uint8Array;
}

/**
 * Puts the records of the files together, one file after the other: labels checked, the three colour planes interleaved.
 *
 * Where a record carries its superclass (CIFAR-100), the map from class to superclass is derived from the records;
 * a class without records has the official one.
 *
 * @throws InputError on a label out of range, and on a class that has two superclasses; names the file and the record
 */
export function cifarRecords(layout: CifarLayout, batches: readonly CifarBatch[]): CifarRecords {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const labels = new Int32Array(count);
  const pixels = new Uint8Array(count * 3 * CIFAR_PLANE);
  const superclassOf = new Int32Array(layout.classes.official.length).fill(-1);
  let at = 0;
  for (const batch of batches) {
    for (let record = 0; record < batch.count; record++, at++) {
      labels[at] = checkedLabel(layout, batch, record, superclassOf);
      interleave(batch.bytes, batch.pixelsAt(record), pixels, at * 3 * CIFAR_PLANE);
    }
  }
  return {
    count,
    labels,
    pixels,
    superclassOf: superclassOf.map((of, k) => (of === -1 ? layout.superclasses.of[k] : of)),
  };
}

function checkedLabel(layout: CifarLayout, batch: CifarBatch, record: number, superclassOf: Int32Array): number {
  const label = batch.label(record);
  const inRecord = () => `${batch.subject}, record ${record}`;
  if (!isBelow(label, layout.classes.official.length)) {
    throw new InputError(inRecord(), {
      expected: `a label in [0, ${layout.classes.official.length - 1}]`,
      got: `${label}`,
      remedy: "The file is damaged or of another set.",
    });
  }
  const superclass = batch.superclass?.(record);
  if (superclass === undefined) return label;
  if (!isBelow(superclass, layout.superclasses.official.length)) {
    const expected = `a coarse label in [0, ${layout.superclasses.official.length - 1}]`;
    throw new InputError(inRecord(), { expected, got: `${superclass}` });
  }
  if (superclassOf[label] !== -1 && superclassOf[label] !== superclass) {
    const expected = `coarse label ${superclassOf[label]} for class ${label}, as in the records before`;
    throw new InputError(inRecord(), { expected, got: `${superclass}` });
  }
  superclassOf[label] = superclass;
  return label;
}

const isBelow = (label: number, end: number): boolean => Number.isInteger(label) && label >= 0 && label < end;

function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  const plane = CIFAR_PLANE;
  for (let red = from, out = to; red < from + plane; red++, out += 3) {
    pixels[out] = planes[red];
    pixels[out + 1] = planes[red + plane];
    pixels[out + 2] = planes[red + 2 * plane];
  }
}
