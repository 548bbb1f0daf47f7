import { InputError } from "../../core/error.ts";

/**
 * Numbers for each image in an output of this shape: one row for each, perhaps with further axes of size one.
 *
 * @param batch number of images that went in
 * @returns undefined where it is something else: a map of features, one row for all images
 * @example scoresIn([2, 10, 1, 1], 2) // 10
 */
export function scoresIn([rows, ...sizes]: readonly number[], batch: number): number | undefined {
  const longer = sizes.filter((size) => size !== 1);
  return rows === batch && longer.length <= 1 && longer[0] !== 0 ? (longer[0] ?? 1) : undefined;
}

/**
 * An output that is no row of scores for each image, as an error that says what such outputs usually are.
 *
 * @param shape of the output for `batch` images
 */
export function notARow(shape: readonly number[], batch: number, subject: string): InputError {
  const [rows, ...sizes] = shape;
  const expected = "a classifier: an output with a row of at least two classes for each image";
  const got = `shape [${shape.join(", ")}] for ${batch} images`;
  if (rows !== batch || sizes.length < 2) return new InputError(subject, { expected, got });
  const [kind, remedy] =
    sizes.length === 2
      ? [
          "a list for each image, as detectors and networks of tokens have",
          "Export it with a head that gives one score for each class.",
        ]
      : [
          "a map of scores over the image, as networks for segmentation and detection have",
          "With a set of label maps as data (pairs:PATH, for one), the ONNX file of a network for segmentation is measured like a classifier. Predictions of any other can be measured once it was run: see the command metrics.",
        ];
  return new InputError(subject, { expected, got: `${got}, ${kind}`, remedy });
}
