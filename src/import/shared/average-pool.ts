import * as tf from "@tensorflow/tfjs-core";

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
 * Mean over windows. TensorFlow.js' own padding is not used: its gradient divides by the whole window where fewer
 * elements count.
 *
 * @param countPadding whether zeros of the padding count as elements; those beyond it never do
 */
export function averagePool(
  image: tf.Tensor4D,
  [rows, columns]: readonly [PoolAxis, PoolAxis],
  countPadding: boolean,
): tf.Tensor4D {
  const around = ({ before, after, beyond }: PoolAxis): [number, number] => [before, after + beyond];
  const padded = [...around(rows), ...around(columns)].every((size) => size === 0)
    ? image
    : tf.pad(image, [[0, 0], around(rows), around(columns), [0, 0]]);
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
