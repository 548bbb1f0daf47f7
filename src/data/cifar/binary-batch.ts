import { InputError } from "../../core/error.ts";
import type { CifarFile } from "./cifar-files.ts";
import { CIFAR_MAX_RECORDS, type CifarLayout, recordBytes } from "./cifar-layout.ts";
import type { CifarBatch } from "./cifar-records.ts";

/**
 * The records of a file of the binary version.
 *
 * @throws InputError where it is empty, too long or ends inside a record
 */
export function binaryBatch(layout: CifarLayout, { subject, bytes }: CifarFile): CifarBatch {
  const { labelBytes } = layout;
  const length = recordBytes(layout);
  const rest = bytes.length % length;
  if (bytes.length === 0 || rest !== 0 || bytes.length > CIFAR_MAX_RECORDS * length) {
    throw new InputError(subject, {
      expected: `1 to ${CIFAR_MAX_RECORDS} records of ${length} bytes, the binary layout of ${layout.name}`,
      got: `${bytes.length} bytes${rest === 0 ? "" : `, which is ${Math.floor(bytes.length / length)} records and ${rest} bytes`}`,
      remedy: "The file is cut short or of another kind: download it again and check the name of the set.",
    });
  }
  return {
    subject,
    count: bytes.length / length,
    bytes,
    pixelsAt: (record) => record * length + labelBytes,
    label: (record) => bytes[record * length + labelBytes - 1],
    ...(labelBytes === 2 && { superclass: (record) => bytes[record * length] }),
  };
}
