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
  /** `class` where a row is a class, in the order of the data's classes; absent where it is an example. */
  rows: z.literal("class").optional(),
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
  ...topColumns("clean"),
];

/** Arrays of a condition that is kept whole, to be looked at: each example's most probable classes, and each class's mean. */
export function shownColumns(conditionKey: string): readonly Column[] {
  const of = (name: string) => ({ name: `${conditionKey}/class_${name}`, rows: "class" as const });
  return [
    ...topColumns(conditionKey),
    { ...of("count"), type: "int32", width: 1, meaning: "examples of the class" },
    {
      ...of("top5_class"),
      type: "int32",
      width: 5,
      meaning: "classes of the largest mean probability over the class's examples; -1 where there are fewer",
    },
    { ...of("top5_probability"), type: "float32", width: 5, meaning: "those means; 0 where there are fewer" },
    {
      ...of("superclass_mass"),
      type: "float32",
      width: 1,
      meaning: "mean of what an example's five most probable classes put inside the superclass; NaN where not defined",
    },
  ];
}

function topColumns(conditionKey: string): readonly Column[] {
  return [
    {
      name: `${conditionKey}/top5_class`,
      type: "int32",
      width: 5,
      meaning: "indices of the most probable classes; -1 where there are fewer",
    },
    {
      name: `${conditionKey}/top5_probability`,
      type: "float32",
      width: 5,
      meaning: "their probabilities; 0 where there are fewer",
    },
  ];
}
