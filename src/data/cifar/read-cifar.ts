import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { checkedClassNames } from "../class-names.ts";
import { readPickledArrays } from "../pickled-arrays.ts";
import { type Records, recordsInMemory } from "../records.ts";
import { binaryBatch } from "./binary-batch.ts";
import { type CifarFile, cifarFiles } from "./cifar-files.ts";
import { CIFAR_SIDE, type CifarLayout, type LabelNames } from "./cifar-layout.ts";
import { cifarRecords } from "./cifar-records.ts";
import { pythonBatch } from "./python-batch.ts";

/**
 * One split of CIFAR-10 or CIFAR-100 as it is published, in its binary or its python version.
 *
 * @param path the folder with the files, the folder that holds it, or the official `.tar.gz`
 * @throws InputError when files of this split are missing, damaged or of another layout; names the file
 */
export async function readCifar(layout: CifarLayout, path: string, split: StoredSplit): Promise<Records> {
  const { python } = layout;
  const lists = [layout.classes.file, layout.superclasses.file, python.meta.file].filter((name) => name !== undefined);
  const files = await cifarFiles(path, layout, [...layout.files[split], ...python.files[split], ...lists]);
  const has = (name: string) => files.has(name);
  const isPython = !layout.files[split].some(has) && python.files[split].some(has);
  const wanted = isPython ? python.files[split] : layout.files[split];
  const missing = wanted.filter((name) => !has(name));
  if (missing.length > 0) {
    throw new InputError(path, {
      expected: `the ${split} split of ${layout.name}: ${layout.files[split].join(", ")}, or ${python.files[split].join(", ")}`,
      got: missing.length === wanted.length ? "none of them" : `no ${missing.join(", ")}`,
      remedy: `Give the folder ${layout.folder} or ${python.folder}, or the .tar.gz of the "binary version" or the "python version"; or use another split.`,
    });
  }
  const batchOf = isPython ? pythonBatch : binaryBatch;
  const { count, labels, pixels, superclassOf } = cifarRecords(
    layout,
    wanted.map((name) => batchOf(layout, files.get(name) as CifarFile)),
  );
  const meta = isPython ? files.get(python.meta.file) : undefined;
  const names = (list: LabelNames, key: string | undefined) =>
    meta !== undefined
      ? namesInMeta(list, key, meta)
      : labelNames(list, list.file === undefined ? undefined : files.get(list.file));
  return recordsInMemory(
    {
      name: layout.name,
      split,
      count,
      height: CIFAR_SIDE,
      width: CIFAR_SIDE,
      classes: names(layout.classes, python.meta.classes),
      superclasses: { names: names(layout.superclasses, python.meta.superclasses), of: superclassOf },
      labels,
      trueLabels: labels,
    },
    pixels,
  );
}

/** The official names where there is no file. */
function labelNames({ official }: LabelNames, file: CifarFile | undefined): readonly string[] {
  if (file === undefined) return official;
  return checkedClassNames(file.subject, file.bytes.toString("utf8"), official.length);
}

/** The list under a key of the python version's file of names. */
function namesInMeta({ official }: LabelNames, key: string | undefined, file: CifarFile): readonly string[] {
  if (key === undefined) return official;
  const names = readPickledArrays(file.bytes, file.subject).texts(key) ?? [];
  return checkedClassNames(file.subject, names.join("\n"), official.length);
}
