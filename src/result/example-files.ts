import { z } from "zod";
import type { Stored } from "./stored.ts";

/** A file beside the result, by its path relative to the result's folder. */
export const storedFileSchema = z.object({
  /** Forward slashes, never absolute, never out of the folder. */
  path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/, "expected a relative path inside the result's folder"),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One array of the per-example file. */
const columnSchema = z.object({
  /** Name of the array; `<condition>` stands for the key of each condition, such as `clean` or `attack-fgsm-pixel-0.01`. */
  name: z.string(),
  /** NumPy's type; `unicode` is a fixed-length string. */
  type: z.enum(["uint8", "int32", "float32", "unicode"]),
  /** Values of an example: 1, or the length of a row. */
  width: z.int().positive(),
  meaning: z.string(),
});

export type Column = Stored<typeof columnSchema>;

/** The layout of `examples/<checkpoint>.npz`, which `numpy.load` opens. */
export const examplesLayoutSchema = z.object({ columns: z.array(columnSchema) });

/**
 * The arrays of a per-example file. Row i of every array is the same example; a condition that was measured on part of
 * the set has the first rows only. `index` says which example of the data set it is.
 */
export const EXAMPLE_COLUMNS: readonly Column[] = [
  { name: "index", type: "int32", width: 1, meaning: "place of the example in the data set's own order, from 0" },
  { name: "name", type: "unicode", width: 1, meaning: "path of its file within the data set, where it has files" },
  { name: "label", type: "int32", width: 1, meaning: "index of the true class" },
  {
    name: "<condition>/predicted",
    type: "int32",
    width: 1,
    meaning: "index of the predicted class; -1 where the answer is not a number",
  },
  { name: "<condition>/confidence", type: "float32", width: 1, meaning: "largest probability, [0, 1]" },
  { name: "<condition>/correct", type: "uint8", width: 1, meaning: "1 where the prediction is the label" },
  { name: "<condition>/nll", type: "float32", width: 1, meaning: "-ln of the label's probability, nats" },
  {
    name: "<condition>/brier",
    type: "float32",
    width: 1,
    meaning: "squared distance of the probabilities from the label's, [0, 2]",
  },
  {
    name: "clean/top5_class",
    type: "int32",
    width: 5,
    meaning: "indices of the most probable classes; -1 where there are fewer",
  },
  {
    name: "clean/top5_probability",
    type: "float32",
    width: 5,
    meaning: "their probabilities; 0 where there are fewer",
  },
];
