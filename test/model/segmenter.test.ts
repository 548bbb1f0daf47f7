import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../../src/engine/reference-backend.ts";
import { asPixelRows } from "../../src/import/shared/map-of-scores.ts";
import { pixelLosses } from "../../src/model/segmenter.ts";

beforeAll(() => tf.ready());

/** What the authors' code of SegPGD, CosPGD and SEA gave in double precision; -1 is void. */
interface Golden {
  /** [image][class][row][column] */
  readonly logits: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly labels: readonly (readonly (readonly number[])[])[];
  readonly expected: Readonly<
    Record<string, { readonly "per image": readonly number[]; readonly "gradient of the sum": Golden["logits"] }>
  >;
}
const golden = JSON.parse(
  readFileSync(new URL("../fixtures/dense/seg-attack-losses.json", import.meta.url), "utf8"),
) as Golden;

const CLASSES = 4;
const PIXELS = 36;

/** [n][class][row][column] as [n, pixels x classes]. */
const pixelsLast = (maps: Golden["logits"]) =>
  maps.flatMap((image) => Array.from({ length: PIXELS }, (_, pixel) => image.map((rows) => rows.flat()[pixel])).flat());

test("the mean cross-entropy of pixels and its gradient, as SegPGD's and SEA's code have them", () => {
  const { "per image": losses, "gradient of the sum": gradient } = golden.expected["cross-entropy"];
  const logits = tf.tensor2d(pixelsLast(golden.logits), [2, PIXELS * CLASSES]);
  // No class of four.
  const truth = tf.tensor2d(
    golden.labels.map((rows) => rows.flat().map((label) => (label < 0 ? CLASSES : label))),
    [2, PIXELS],
  );
  const found = pixelLosses(logits, truth, CLASSES).dataSync();
  losses.forEach((loss, i) => {
    expect(found[i]).toBeCloseTo(loss, 6);
  });
  const climbed = tf
    .grad((z: tf.Tensor) => tf.sum(pixelLosses(z, truth, CLASSES)))(logits)
    .dataSync();
  pixelsLast(gradient).forEach((value, i) => {
    expect(climbed[i]).toBeCloseTo(value, 7);
  });
});

describe("maps of scores become rows of pixels", () => {
  const size = { height: 1, width: 4 };
  const rowsOf = (values: readonly number[], shape: [number, number, number, number], channelsFirst: boolean) => {
    const [scores, width] = channelsFirst ? [shape[1], shape[3]] : [shape[3], shape[2]];
    return [
      ...asPixelRows(tf.tensor4d([...values], shape), { scores, height: 1, width, channelsFirst }, size).dataSync(),
    ];
  };

  test("scores first and last", () => {
    expect(rowsOf([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 1, 4], true)).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
    expect(rowsOf([1, 5, 2, 6, 3, 7, 4, 8], [1, 1, 4, 2], false)).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });

  test("a smaller map is enlarged as PyTorch's bilinear interpolation does, align_corners false", () => {
    // interpolate([0, 1], size=4) is [0, 0.25, 0.75, 1]; of [8, 0] it is [8, 6, 2, 0].
    expect(rowsOf([0, 1, 8, 0], [1, 2, 1, 2], true)).toEqual([0, 8, 0.25, 6, 0.75, 2, 1, 0]);
  });

  test("one score is that of the second of two classes", () => {
    expect(rowsOf([-1, 0, 1, 2], [1, 1, 1, 4], true)).toEqual([0, -1, 0, 0, 0, 1, 0, 2]);
  });
});
