import type { Dataset } from "../core/dataset.ts";
import type { DataDescription } from "./data.ts";

/** What of a set belongs to a result. */
export function describeData(dataset: Dataset): DataDescription {
  const { name, split, count, height, width, classes, superclasses, sha256, preprocess } = dataset;
  const groups = superclasses === undefined ? null : { names: superclasses.names, of: [...superclasses.of] };
  const notes = dataset.notes?.() ?? [];
  return {
    ...{ name, split, count, height, width, classes, superclasses: groups, sha256, notes },
    ...(preprocess !== undefined && { preprocess }),
  };
}
