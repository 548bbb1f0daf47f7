import { z } from "zod";
import type { Dataset } from "../core/dataset.ts";
import type { DataDescription } from "../result/data.ts";

/** What a result needs of a set once everything is measured: its examples without their pixels. */
export type ExampleRows = Pick<Dataset, "count" | "labels" | "classes" | "superclasses" | "exampleId">;

/** Examples as a part of a run keeps them, in the order in which they are measured. */
export const storedRowsSchema = z.object({
  index: z.array(z.int().min(0)),
  label: z.array(z.int().min(0)),
  /** Where the set has names. */
  name: z.array(z.string()).optional(),
});

export interface StoredRows {
  readonly index: readonly number[];
  readonly label: readonly number[];
  readonly name?: readonly string[];
}

export function storedRows({ count, labels, exampleId }: ExampleRows): StoredRows {
  const ids = Array.from({ length: count }, (_, row) => exampleId(row));
  const named = ids.some(({ name }) => name !== undefined);
  return {
    index: ids.map(({ index }) => index),
    label: [...labels],
    ...(named && { name: ids.map(({ name }) => name ?? "") }),
  };
}

/** The examples of a part whose data are described so. */
export function rowsOf({ index, label, name }: StoredRows, { classes, superclasses }: DataDescription): ExampleRows {
  return {
    count: index.length,
    labels: Int32Array.from(label),
    classes,
    ...(superclasses && { superclasses: { names: superclasses.names, of: Int32Array.from(superclasses.of) } }),
    exampleId: (row) => ({ index: index[row], ...(name && { name: name[row] }) }),
  };
}
