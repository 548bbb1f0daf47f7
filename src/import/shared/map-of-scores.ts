import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { resizeImages } from "./resize-images.ts";

interface Size {
  readonly height: number;
  readonly width: number;
}

/** An output with scores for each place of an image. */
export interface ScoreMap extends Size {
  /** Numbers for each place. */
  readonly scores: number;
  readonly channelsFirst: boolean;
}

/**
 * The map that an output of this shape is.
 *
 * @param batch number of images that went in
 * @param channelsFirst where the file's images have their channels: its maps have their scores there
 * @throws InputError where it is something else, or larger than the images
 */
export function mapIn(
  shape: readonly number[],
  batch: number,
  { height, width, channelsFirst }: Size & { readonly channelsFirst: boolean },
  subject: string,
): ScoreMap {
  const refuse = (got: string, remedy?: string) =>
    new InputError(subject, {
      expected: "a network for label maps: an output with a score of each class for each pixel",
      got: `shape [${shape.join(", ")}] for ${batch} images${got}`,
      ...(remedy !== undefined && { remedy }),
    });
  const [rows, ...rest] = shape;
  if (rows === batch && rest.length === 2) {
    throw refuse("", "If those are labels, export it without its last argmax: calibration and attacks need scores.");
  }
  if (rows !== batch || rest.length !== 3 || rest.some((size) => size < 1)) throw refuse("");
  const [scores, tall, wide] = channelsFirst ? rest : [rest[2], rest[0], rest[1]];
  if (tall > height || wide > width) throw refuse(`, which is more than their ${height} x ${width} pixels`);
  return { scores, height: tall, width: wide, channelsFirst };
}

/**
 * A map of scores as logits of each pixel, [batch, height x width x classes]: a smaller map is enlarged to the images' size
 * (bilinear, centres of pixels at half coordinates, edges repeated: PyTorch's `interpolate` with align_corners false), and
 * a single score s becomes the logits (0, s).
 */
export function asPixelRows(output: tf.Tensor, map: ScoreMap, { height, width }: Size): tf.Tensor2D {
  const last = (map.channelsFirst ? tf.transpose(output, [0, 2, 3, 1]) : output) as tf.Tensor4D;
  const same = map.height === height && map.width === width;
  const whole = same ? last : resizeImages(last, [height, width], { method: "bilinear", halfPixelCenters: true });
  const logits = map.scores === 1 ? tf.concat([tf.zerosLike(whole), whole], 3) : whole;
  return tf.reshape(logits, [-1, height * width * logits.shape[3]]) as tf.Tensor2D;
}

/** What is to be known about a map. */
export function mapNotes(map: ScoreMap, { height, width }: Size): readonly string[] {
  const enlarged =
    map.height === height && map.width === width
      ? []
      : [
          `Its map of ${map.height} x ${map.width} is enlarged to the images' ${height} x ${width}, scores before the largest is taken (bilinear, align_corners false).`,
        ];
  const single =
    map.scores === 1
      ? [
          "It gives one score for each pixel: taken as that of the second of two classes, whose probability is its sigmoid.",
        ]
      : [];
  return [...enlarged, ...single];
}
