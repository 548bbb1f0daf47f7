import * as tf from "@tensorflow/tfjs-core";
import { padImages } from "../../network/pad-images.ts";

/** One spatial axis of a pool: window, step, padding, padding beyond what the model says, number of results. */
export interface PoolAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  readonly beyond: number;
  readonly output: number;
}

/**
 * Mean over windows whose padding may differ from side to side, or count.
 *
 * @param countPadding whether zeros of the padding count as elements; those beyond it never do
 */
export function averagePool(
  image: tf.Tensor4D,
  [rows, columns]: readonly [PoolAxis, PoolAxis],
  countPadding: boolean,
): tf.Tensor4D {
  const around = ({ before, after, beyond }: PoolAxis) => [before, after + beyond] as const;
  const padded = padImages(image, around(rows), around(columns));
  const means = tf.avgPool(padded, [rows.kernel, columns.kernel], [rows.stride, columns.stride], "valid");
  const shares = windowShares(image.shape.slice(1, 3), [rows, columns], countPadding);
  return shares === undefined ? means : tf.mul(means, tf.tensor4d(shares, [1, rows.output, columns.output, 1]));
}

/** Window size over the number of elements that count, for each output; undefined where all count everywhere. */
function windowShares(
  input: readonly number[],
  axes: readonly [PoolAxis, PoolAxis],
  countPadding: boolean,
): Float32Array | undefined {
  const counts = axes.map(({ kernel, stride, before, after, output }, axis) =>
    Array.from({ length: output }, (_, place) => {
      const first = countPadding ? 0 : before;
      const end = before + input[axis] + (countPadding ? after : 0);
      return Math.min(place * stride + kernel, end) - Math.max(place * stride, first);
    }),
  );
  const window = axes[0].kernel * axes[1].kernel;
  const shares = counts[0].flatMap((row) => counts[1].map((column) => window / (row * column)));
  return shares.every((share) => share === 1) ? undefined : Float32Array.from(shares);
}
