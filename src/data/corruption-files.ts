import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SEVERITIES, type Severity } from "../core/condition.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import { reasonOf } from "../core/regular-file.ts";
import { readNpy } from "./npy.ts";
import { type NpyFile, openNpy } from "./npy-file.ts";

/** Name of the file of labels beside the images. */
export const LABELS_FILE = "labels.npy";

/**
 * Corrupted images in the layout of CIFAR-10-C and CIFAR-100-C: a folder of `<corruption>.npy`, uint8
 * [5 count, height, width, 3], severities 1 to 5 one after the other, and `labels.npy`.
 */
export interface CorruptionFiles {
  /** Corruptions that there is a file of, in alphabetical order. */
  readonly ids: readonly string[];
  /** Images per severity. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** True class of each image, length `count`. */
  readonly labels: Int32Array;
  /** Images `start` up to, not with, `end` of one severity, row-major [end - start, height, width, 3]. */
  read(id: string, severity: Severity, start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens such a folder. Headers and labels are checked at once, images are read on request.
 *
 * @throws InputError on a missing or damaged file, another type or shape, labels that do not fit the images
 */
export async function openCorruptionFiles(folder: string): Promise<CorruptionFiles> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const expected = "a folder with <corruption>.npy and labels.npy";
    throw new InputError(folder, { expected, got: reasonOf(cause) }, { cause });
  });
  const ids = names
    .filter((name) => name.endsWith(".npy") && name !== LABELS_FILE)
    .map((name) => name.slice(0, -".npy".length))
    .sort();
  if (ids.length === 0) {
    throw new InputError(folder, {
      expected: "corrupted images, such as gaussian_noise.npy",
      got: names.length === 0 ? "an empty folder" : names.slice(0, 8).join(", "),
      remedy: "CIFAR-10-C and CIFAR-100-C unpack to such a folder; `ipswap-eval corrupt --out` writes one.",
    });
  }
  const files = new Map<string, NpyFile>();
  const close = async () => {
    await Promise.all([...files.values()].map((file) => file.close()));
  };
  try {
    for (const id of ids) files.set(id, await openImages(join(folder, `${id}.npy`)));
    const { shape } = files.get(ids[0]) as NpyFile;
    for (const [id, file] of files) requireShape(join(folder, `${id}.npy`), file.shape, shape);
    const [rows, height, width] = shape;
    const count = rows / SEVERITIES.length;
    const labels = await readLabels(join(folder, LABELS_FILE), count);
    return {
      ids,
      count,
      height,
      width,
      labels,
      async read(id, severity, start, end) {
        const file = files.get(id);
        if (file === undefined) {
          const got = ids.join(", ");
          throw new InputError(folder, { expected: `${id}.npy`, got, remedy: "Choose among these corruptions." });
        }
        if (!(0 <= start && start <= end && end <= count)) throw new RangeError(`images ${start}...${end} of ${count}`);
        const first = (severity - 1) * count;
        return (await file.readRows(first + start, first + end)) as Uint8Array;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openImages(path: string): Promise<NpyFile> {
  const file = await openNpy(path);
  const { shape, dtype } = file;
  const fits = shape.length === 4 && shape[0] > 0 && shape[0] % SEVERITIES.length === 0 && shape[3] === CHANNELS;
  if (dtype === "uint8" && fits) return file;
  await file.close();
  throw new InputError(path, {
    expected: "uint8 images [5 x count, height, width, 3], five severities one after the other",
    got: `${dtype} [${shape.join(", ")}]`,
  });
}

function requireShape(path: string, shape: readonly number[], expected: readonly number[]): void {
  if (shape.join() === expected.join()) return;
  throw new InputError(path, {
    expected: `[${expected.join(", ")}], as the other files`,
    got: `[${shape.join(", ")}]`,
  });
}

/** Labels of one severity; the official files repeat them for each of the five. */
async function readLabels(path: string, count: number): Promise<Int32Array> {
  const { data, shape } = await readNpy(path, 64 * 1024 * 1024);
  const repeats = data.length / count;
  if (shape.length !== 1 || !(repeats === 1 || repeats === SEVERITIES.length)) {
    throw new InputError(path, { expected: `${count} or ${5 * count} labels`, got: `shape [${shape.join(", ")}]` });
  }
  for (let i = 0; i < data.length; i++) {
    if (!(Number.isInteger(data[i]) && data[i] >= 0)) {
      throw new InputError(`${path}, row ${i}`, { expected: "a class index", got: `${data[i]}` });
    }
    if (data[i] !== data[i % count]) {
      const expected = `${data[i % count]}, the label of the same image at severity 1`;
      throw new InputError(`${path}, row ${i}`, { expected, got: `${data[i]}` });
    }
  }
  return Int32Array.from(data.subarray(0, count) as ArrayLike<number>);
}

/**
 * Checks that corrupted images belong to a data set: as many, of the same size, with the same labels in the same order.
 *
 * @throws InputError where they do not; names the first difference
 */
export function requireSameImages(
  files: Pick<CorruptionFiles, "count" | "height" | "width" | "labels">,
  dataset: { readonly name: string; readonly height: number; readonly width: number; readonly trueLabels: Int32Array },
): void {
  const size = ({ height, width }: { readonly height: number; readonly width: number }) => `${height} x ${width}`;
  const { trueLabels } = dataset;
  if (files.count !== trueLabels.length || size(files) !== size(dataset)) {
    throw new InputError("corrupted images", {
      expected: `${trueLabels.length} images per severity of ${size(dataset)}, as ${dataset.name} has`,
      got: `${files.count} of ${size(files)}`,
      remedy: "Give the whole test set that they were made from, in its official order.",
    });
  }
  const row = trueLabels.findIndex((label, i) => label !== files.labels[i]);
  if (row !== -1) {
    throw new InputError(`${LABELS_FILE}, row ${row}`, {
      expected: `${trueLabels[row]}, the label of image ${row} of ${dataset.name}`,
      got: `${files.labels[row]}`,
      remedy: "The files were made from another set, or from this one in another order.",
    });
  }
}
