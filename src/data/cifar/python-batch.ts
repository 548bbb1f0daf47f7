import { InputError } from "../../core/error.ts";
import { readPickledArrays } from "../pickled-arrays.ts";
import type { CifarFile } from "./cifar-files.ts";
import { CIFAR_MAX_RECORDS, CIFAR_PLANE, type CifarLayout } from "./cifar-layout.ts";
import type { CifarBatch } from "./cifar-records.ts";

/**
 * The records of a file of the python version: a dictionary with an array `data` of bytes, a row of 3 x 1,024 for each
 * image, and lists of labels.
 *
 * @throws InputError where it is damaged, of another layout, or has not one label for each image
 */
export function pythonBatch({ name, python }: CifarLayout, { subject, bytes }: CifarFile): CifarBatch {
  const dictionary = readPickledArrays(bytes, subject);
  const { shape, data } = dictionary.array("data");
  const [count] = shape;
  const right = shape.length === 2 && shape[1] === 3 * CIFAR_PLANE && data instanceof Uint8Array;
  if (!right || count < 1 || count > CIFAR_MAX_RECORDS) {
    throw new InputError(`${subject}, data`, {
      expected: `bytes of shape [n, ${3 * CIFAR_PLANE}] with n in 1...${CIFAR_MAX_RECORDS}, the python version of ${name}`,
      got: `${data instanceof Uint8Array ? "" : "other numbers of "}shape [${shape.join(", ")}]`,
    });
  }
  const labelsUnder = (key: string) => {
    const labels = dictionary.numbers(key);
    if (labels?.length === count) return labels;
    throw new InputError(subject, {
      expected: `${count} labels under "${key}", one for each image`,
      got: labels === undefined ? "none" : `${labels.length}`,
      remedy: `Check that the set is ${name}.`,
    });
  };
  const labels = labelsUnder(python.labels);
  const superclasses = python.superclasses === undefined ? undefined : labelsUnder(python.superclasses);
  return {
    subject,
    count,
    bytes: data,
    pixelsAt: (record) => record * 3 * CIFAR_PLANE,
    label: (record) => labels[record],
    ...(superclasses !== undefined && { superclass: (record) => superclasses[record] }),
  };
}
