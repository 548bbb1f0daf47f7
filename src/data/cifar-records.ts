import type { Superclasses } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import type { CifarFile } from "./cifar-files.ts";
import { CIFAR_MAX_RECORDS, CIFAR_PLANE, type CifarLayout, recordBytes } from "./cifar-layout.ts";

export interface CifarRecords {
  readonly count: number;
  readonly labels: Int32Array;
  readonly superclassOf: Superclasses["of"];
  /** Row-major [count, 32, 32, 3]. */
  readonly pixels: Uint8Array;
}

/**
 * Reads the records of the files, one file after the other: labels checked, the three colour planes interleaved.
 *
 * Where a record carries its superclass (CIFAR-100), the map from class to superclass is derived from the records;
 * a class without records has the official one.
 *
 * @throws InputError on a file that is empty, too long or ends inside a record, on a label out of range, and on a
 * class that has two superclasses; names the file and the record
 */
export function cifarRecords(layout: CifarLayout, files: readonly CifarFile[]): CifarRecords {
  const length = recordBytes(layout);
  for (const file of files) requireWholeRecords(layout, file, length);
  const count = files.reduce((sum, file) => sum + file.bytes.length / length, 0);
  const labels = new Int32Array(count);
  const pixels = new Uint8Array(count * 3 * CIFAR_PLANE);
  const superclassOf = new Int32Array(layout.classes.official.length).fill(-1);
  let record = 0;
  for (const file of files) {
    for (let start = 0; start < file.bytes.length; start += length, record++) {
      const label = readLabel(layout, file, start, superclassOf);
      labels[record] = label;
      interleave(file.bytes, start + layout.labelBytes, pixels, record * 3 * CIFAR_PLANE);
    }
  }
  return {
    count,
    labels,
    pixels,
    superclassOf: superclassOf.map((of, k) => (of === -1 ? layout.superclasses.of[k] : of)),
  };
}

function requireWholeRecords(layout: CifarLayout, { subject, bytes }: CifarFile, length: number): void {
  const rest = bytes.length % length;
  if (bytes.length > 0 && rest === 0 && bytes.length <= CIFAR_MAX_RECORDS * length) return;
  throw new InputError(subject, {
    expected: `1 to ${CIFAR_MAX_RECORDS} records of ${length} bytes, the binary layout of ${layout.name}`,
    got: `${bytes.length} bytes${rest === 0 ? "" : `, which is ${Math.floor(bytes.length / length)} records and ${rest} bytes`}`,
    remedy: "The file is cut short or of another kind: download it again and check the name of the set.",
  });
}

function readLabel(
  layout: CifarLayout,
  { subject, bytes }: CifarFile,
  start: number,
  superclassOf: Int32Array,
): number {
  const label = bytes[start + layout.labelBytes - 1];
  const inRecord = () => `${subject}, record ${start / recordBytes(layout)}`;
  if (label >= layout.classes.official.length) {
    throw new InputError(inRecord(), {
      expected: `a label in [0, ${layout.classes.official.length - 1}]`,
      got: `${label}`,
      remedy: "The file is damaged or not in the official binary layout.",
    });
  }
  if (layout.labelBytes === 2) {
    const superclass = bytes[start];
    if (superclass >= layout.superclasses.official.length) {
      const expected = `a coarse label in [0, ${layout.superclasses.official.length - 1}]`;
      throw new InputError(inRecord(), { expected, got: `${superclass}` });
    }
    if (superclassOf[label] !== -1 && superclassOf[label] !== superclass) {
      const expected = `coarse label ${superclassOf[label]} for class ${label}, as in the records before`;
      throw new InputError(inRecord(), { expected, got: `${superclass}` });
    }
    superclassOf[label] = superclass;
  }
  return label;
}

function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  const plane = CIFAR_PLANE;
  for (let red = from, out = to; red < from + plane; red++, out += 3) {
    pixels[out] = planes[red];
    pixels[out + 1] = planes[red + plane];
    pixels[out + 2] = planes[red + 2 * plane];
  }
}
