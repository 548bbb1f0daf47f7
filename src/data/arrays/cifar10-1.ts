import { join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { CIFAR_10 } from "../cifar/cifar10.ts";
import { lookAt } from "../kinds/place.ts";
import { readNpy } from "../npy.ts";
import type { Records } from "../records.ts";
import { recordsOfArrays } from "./array-records.ts";

/** Names of the files, the newer version first, which has the classes in equal numbers. */
const VERSIONS = ["v6", "v4"].map((version) => ({
  version,
  data: `cifar10.1_${version}_data.npy`,
  labels: `cifar10.1_${version}_labels.npy`,
}));

export const isCifar101 = (names: readonly string[]): boolean => VERSIONS.some(({ data }) => names.includes(data));

/** Bytes of the 2,021 images of v4 are six millions. */
const MAX_BYTES = 2 ** 28;

/**
 * CIFAR-10.1 (Recht et al. 2018): a new test set for CIFAR-10, with its classes, in NumPy files; version 6 where both are
 * there.
 *
 * @param path the folder with the files; those of the repository lie in `datasets`
 * @throws InputError where it is asked for a training split, or files are missing or damaged
 */
export async function readCifar101(path: string, split: StoredSplit): Promise<Records> {
  const { names } = await lookAt(path);
  const found = VERSIONS.find(({ data, labels }) => names.includes(data) && names.includes(labels));
  if (found === undefined || split === "train") {
    throw new InputError(path, {
      expected:
        found === undefined
          ? VERSIONS.map(({ data, labels }) => `${data} and ${labels}`).join(", or ")
          : "`split` test",
      got: found === undefined ? "neither" : "train: CIFAR-10.1 has a test split alone",
    });
  }
  const arrayOf = async (name: string) => {
    const subject = join(path, name);
    return { subject, ...(await readNpy(subject, MAX_BYTES)) };
  };
  return recordsOfArrays({
    name: `cifar10.1-${found.version}`,
    split,
    images: await arrayOf(found.data),
    labels: await arrayOf(found.labels),
    otherLabels: [],
    classes: CIFAR_10.classes.official,
  });
}
