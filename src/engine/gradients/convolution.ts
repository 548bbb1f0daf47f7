import * as tf from "@tensorflow/tfjs-core";

/** What TensorFlow.js records of a convolution, plain or depthwise. */
interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: tf.Conv2DAttrs["pad"];
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: tf.Conv2DAttrs["dimRoundingMode"];
}

type Filter = tf.Tensor4D;
type Pair = readonly [number, number];

/**
 * How the taps of a dilated kernel come apart for kernels that compute gradients: the onnx engine's know dilations;
 * TensorFlow.js' own do not, and get the zeros between the taps written out.
 */
export type Dilating = "by attribute" | "written out";

/** Kernels of the gradients of a convolution. */
const KERNELS = {
  [tf.Conv2D]: [tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter],
  [tf.DepthwiseConv2dNative]: [tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter],
} as const;

/**
 * Gradients of convolutions with respect to images and filter, dilated ones too, which TensorFlow.js refuses. With the
 * zeros between a kernel's taps written out as W', the gradient with respect to the images is that of W', and the one
 * with respect to the filter is that of W' at the taps.
 */
export function convolutionGradients(dilating: Dilating): readonly tf.GradConfig[] {
  return Object.entries(KERNELS).map(([kernelName, [ofImages, ofFilter]]) => ({
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: (dys, saved, attributes) => {
      const dy = dys as tf.Tensor;
      const [x, filter] = saved as [tf.Tensor4D, Filter];
      const given = attributes as unknown as Attributes;
      const [spread, dilations]: [Pair, Pair] =
        dilating === "written out" ? [pairOf(given.dilations ?? 1), [1, 1]] : [[1, 1], pairOf(given.dilations ?? 1)];
      const how = { ...given, dilations };
      const run = (kernel: string, inputs: tf.NamedTensorMap, shape: Record<string, readonly number[]>) =>
        tf.engine().runKernel(kernel, inputs, { ...how, ...shape } as unknown as tf.NamedAttrMap) as Filter;
      return {
        x: () => run(ofImages, { dy, filter: spreadTaps(filter, spread) }, { inputShape: x.shape }),
        filter: () => tapsOf(run(ofFilter, { x, dy }, { filterShape: spreadShape(filter.shape, spread) }), spread),
      };
    },
  }));
}

/**
 * A kernel [height, width, ...] with so many rows and columns less one of zeros between its taps: 3 by 3 taps spread by
 * two are 5 by 5.
 */
export function spreadTaps(kernel: Filter, [rows, columns]: Pair): Filter {
  if (rows === 1 && columns === 1) return kernel;
  const [height, width, channels, filters] = kernel.shape;
  const cells = tf.reshape(kernel, [height, 1, width, 1, channels * filters]);
  const none: [number, number] = [0, 0];
  const apart = tf.pad(cells, [none, [0, rows - 1], none, [0, columns - 1], none]);
  const whole = tf.reshape(apart, [height * rows, width * columns, channels, filters]) as Filter;
  return tf.slice(whole, [0, 0, 0, 0], spreadShape(kernel.shape, [rows, columns]));
}

/** The elements of a spread kernel that are taps. */
function tapsOf(kernel: Filter, [rows, columns]: Pair): Filter {
  if (rows === 1 && columns === 1) return kernel;
  return tf.stridedSlice(kernel, [0, 0, 0, 0], kernel.shape, [rows, columns, 1, 1]) as Filter;
}

function spreadShape([height, width, ...rest]: readonly number[], [rows, columns]: Pair): number[] & Filter["shape"] {
  return [(height! - 1) * rows + 1, (width! - 1) * columns + 1, ...rest] as number[] & Filter["shape"];
}

const pairOf = (value: number | readonly number[]): Pair =>
  typeof value === "number" ? [value, value] : [value[0]!, value[1]!];
