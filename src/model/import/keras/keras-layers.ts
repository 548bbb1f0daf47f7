import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import { averagePool, type PoolAxis } from "../average-pool.ts";
import { MOST_MADE_UP } from "../weights.ts";
import { activation } from "./keras-activations.ts";
import type { KerasVariable, TakeVariable } from "./keras-weights.ts";

/** What a rule sees of a layer while it is prepared. */
export interface LayerContext {
  readonly subject: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Channels of the first input. */
  readonly channels: number;
  readonly rank: number;
  readonly take: TakeVariable;
}

/** A prepared layer: a function of its inputs. */
export type Compute = (inputs: readonly tf.Tensor[]) => tf.Tensor;

/** How one kind of layer is computed: first its variables are taken, once, then it runs. */
export type LayerRule = (context: LayerContext) => Compute;

/** Largest window, step and dilation: as large as the largest image. */
const LARGEST = 2048;

const asTensor = ({ shape, values }: KerasVariable): tf.Tensor => tf.tensor(values, [...shape]);

const image = (inputs: readonly tf.Tensor[]): tf.Tensor4D => inputs[0] as tf.Tensor4D;

function refuse({ subject }: LayerContext, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "Export the model to ONNX, which may carry it." });
}

function whole(context: LayerContext, name: string, fallback: number): number {
  const value = context.config[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 24) return value;
  throw refuse(context, `${name} as a whole number`, JSON.stringify(value).slice(0, 50));
}

function number(context: LayerContext, names: readonly string[], fallback: number): number {
  const value = names.map((name) => context.config[name]).find((found) => found !== undefined && found !== null);
  if (value === undefined) return fallback;
  if (typeof value === "number") return value;
  throw refuse(context, `${names[0]} as a number`, JSON.stringify(value).slice(0, 50));
}

/** A size for rows and columns, given as one number or two. */
function pair(context: LayerContext, name: string, fallback: number): [number, number] {
  const value = context.config[name] ?? fallback;
  const sizes = Array.isArray(value) ? value : [value, value];
  if (sizes.length === 2 && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= LARGEST)) {
    return sizes as [number, number];
  }
  throw refuse(context, `${name} as one or two whole numbers`, JSON.stringify(value).slice(0, 50));
}

function padding(context: LayerContext): "same" | "valid" {
  const value = context.config["padding"] ?? "valid";
  if (value === "same" || value === "valid") return value;
  throw refuse(context, "padding same or valid", JSON.stringify(value).slice(0, 50));
}

function channelsLast(context: LayerContext): void {
  if ((context.config["data_format"] ?? "channels_last") !== "channels_last") {
    throw refuse(context, "channels last", String(context.config["data_format"]));
  }
}

/** A kernel with the zeros of its dilation written out: TensorFlow.js has no gradient of dilated convolutions. */
function dilate({ shape, values }: KerasVariable, context: LayerContext): KerasVariable {
  const [rows, columns] = pair(context, "dilation_rate", 1);
  if (rows === 1 && columns === 1) return { shape, values };
  const [height, width, ...rest] = shape;
  const block = rest.reduce((product, size) => product * size, 1);
  const size = [(height - 1) * rows + 1, (width - 1) * columns + 1];
  const count = size[0] * size[1] * block;
  if (!(count <= MOST_MADE_UP)) throw refuse(context, "a smaller dilated kernel", `one of ${count} elements`);
  const spread = new Float32Array(count);
  for (let h = 0; h < height; h++) {
    for (let w = 0; w < width; w++) {
      const from = (h * width + w) * block;
      spread.set(values.subarray(from, from + block), (h * rows * size[1] + w * columns) * block);
    }
  }
  return { shape: [...size, ...rest], values: spread };
}

function withBias(context: LayerContext, size: number): (x: tf.Tensor) => tf.Tensor {
  const activate = activation(context.config["activation"], context.subject);
  if (context.config["use_bias"] === false) return activate;
  const bias = context.take([size]);
  return (x) => activate(tf.add(x, asTensor(bias)));
}

const convolution: LayerRule = (context) => {
  channelsLast(context);
  const [filters, groups] = [whole(context, "filters", 0), whole(context, "groups", 1)];
  const kernelSize = pair(context, "kernel_size", 1);
  const kernel = dilate(context.take([...kernelSize, context.channels / groups, filters]), context);
  const strides = pair(context, "strides", 1);
  const pad = padding(context);
  const finish = withBias(context, filters);
  return (inputs) => {
    const filter = asTensor(kernel) as tf.Tensor4D;
    if (groups === 1) return finish(tf.conv2d(image(inputs), filter, strides, pad));
    const images: tf.Tensor4D[] = tf.split(image(inputs), groups, 3);
    const parts: tf.Tensor4D[] = tf.split(filter, groups, 3);
    return finish(
      tf.concat(
        images.map((group, i) => tf.conv2d(group, parts[i], strides, pad)),
        3,
      ),
    );
  };
};

const depthwise: LayerRule = (context) => {
  channelsLast(context);
  const multiplier = whole(context, "depth_multiplier", 1);
  const kernel = dilate(context.take([...pair(context, "kernel_size", 1), context.channels, multiplier]), context);
  const strides = pair(context, "strides", 1);
  const pad = padding(context);
  const finish = withBias(context, context.channels * multiplier);
  return (inputs) => finish(tf.depthwiseConv2d(image(inputs), asTensor(kernel) as tf.Tensor4D, strides, pad));
};

const separable: LayerRule = (context) => {
  channelsLast(context);
  const multiplier = whole(context, "depth_multiplier", 1);
  const filters = whole(context, "filters", 0);
  const kernel = dilate(context.take([...pair(context, "kernel_size", 1), context.channels, multiplier]), context);
  const pointwise = context.take([1, 1, context.channels * multiplier, filters]);
  const strides = pair(context, "strides", 1);
  const pad = padding(context);
  const finish = withBias(context, filters);
  return (inputs) => {
    const planes = tf.depthwiseConv2d(image(inputs), asTensor(kernel) as tf.Tensor4D, strides, pad);
    return finish(tf.conv2d(planes, asTensor(pointwise) as tf.Tensor4D, 1, "valid"));
  };
};

const dense: LayerRule = (context) => {
  const units = whole(context, "units", 0);
  const kernel = context.take([context.channels, units]);
  const finish = withBias(context, units);
  return ([x]) => {
    const rows = tf.reshape(x, [-1, context.channels]) as tf.Tensor2D;
    const product = tf.matMul(rows, asTensor(kernel) as tf.Tensor2D);
    return finish(tf.reshape(product, [...x.shape.slice(0, -1), units]));
  };
};

function lastAxis(context: LayerContext): void {
  const [axis] = [context.config["axis"] ?? -1].flat();
  if (axis !== -1 && axis !== context.rank - 1) throw refuse(context, "the channels' axis", JSON.stringify(axis));
}

const batchNorm: LayerRule = (context) => {
  lastAxis(context);
  const size = [context.channels];
  const constant = (value: number): KerasVariable => ({
    shape: size,
    values: new Float32Array(context.channels).fill(value),
  });
  const gamma = context.config["scale"] === false ? constant(1) : context.take(size);
  const beta = context.config["center"] === false ? constant(0) : context.take(size);
  const [mean, variance] = [context.take(size), context.take(size)];
  const epsilon = number(context, ["epsilon"], 1e-3);
  const vector = (variable: KerasVariable) => asTensor(variable) as tf.Tensor1D;
  return ([x]) => tf.batchNorm(x as tf.Tensor4D, vector(mean), vector(variance), vector(beta), vector(gamma), epsilon);
};

const layerNorm: LayerRule = (context) => {
  lastAxis(context);
  const gamma = context.config["scale"] === false ? undefined : context.take([context.channels]);
  const beta = context.config["center"] === false ? undefined : context.take([context.channels]);
  const epsilon = number(context, ["epsilon"], 1e-3);
  return ([x]) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const standard = tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)));
    const scaled = gamma === undefined ? standard : tf.mul(standard, asTensor(gamma));
    return beta === undefined ? scaled : tf.add(scaled, asTensor(beta));
  };
};

interface Window {
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: "same" | "valid";
}

function window(context: LayerContext): Window {
  channelsLast(context);
  const size = pair(context, "pool_size", 2);
  const strides = (context.config["strides"] ?? null) === null ? size : pair(context, "strides", 1);
  return { size, strides, padding: padding(context) };
}

const maximum: LayerRule = (context) => {
  const { size, strides, padding: pad } = window(context);
  return (inputs) => tf.maxPool(image(inputs), size, strides, pad);
};

const average: LayerRule = (context) => {
  const { size, strides, padding: pad } = window(context);
  const axis = (input: number, i: 0 | 1): PoolAxis => {
    const [kernel, stride] = [size[i], strides[i]];
    const output = pad === "same" ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
    // "same" puts the odd one of the padding after.
    const total = Math.max(0, (output - 1) * stride + kernel - input);
    const before = Math.floor(total / 2);
    return { kernel, stride, before, after: total - before, beyond: 0, output };
  };
  return (inputs) => {
    const [, height, width] = image(inputs).shape;
    return averagePool(image(inputs), [axis(height, 0), axis(width, 1)], false);
  };
};

const globalPool =
  (compute: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): LayerRule =>
  (context) => {
    channelsLast(context);
    const keep = context.config["keepdims"] === true;
    return ([x]) => compute(x, [1, 2], keep);
  };

const zeroPadding: LayerRule = (context) => {
  channelsLast(context);
  const value = context.config["padding"] ?? 1;
  const sides = (Array.isArray(value) ? value : [value, value]).map((side) =>
    Array.isArray(side) ? side : [side, side],
  );
  if (sides.length !== 2 || !sides.flat().every((size) => Number.isInteger(size) && size >= 0 && size <= 1024)) {
    throw refuse(context, "padding as whole numbers", JSON.stringify(value).slice(0, 50));
  }
  const [rows, columns] = sides as [number, number][];
  return (inputs) => tf.pad(image(inputs), [[0, 0], rows, columns, [0, 0]]);
};

const rescaling: LayerRule = (context) => {
  const [scale, offset] = [number(context, ["scale"], 1), number(context, ["offset"], 0)];
  return ([x]) => tf.add(tf.mul(x, scale), offset);
};

const reshape: LayerRule = (context) => {
  const shape = context.config["target_shape"];
  if (!Array.isArray(shape) || !shape.every(Number.isInteger)) {
    throw refuse(context, "target_shape as whole numbers", JSON.stringify(shape) ?? "none");
  }
  return ([x]) => tf.reshape(x, [x.shape[0], ...(shape as number[])]);
};

const fold =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerRule =>
  () =>
  (inputs) =>
    inputs.reduce(compute);

const same: LayerRule =
  () =>
  ([x]) =>
    x;

const reluLayer: LayerRule = (context) => {
  const most = number(context, ["max_value"], Number.POSITIVE_INFINITY);
  const slope = number(context, ["negative_slope"], 0);
  if (number(context, ["threshold"], 0) !== 0) throw refuse(context, "a threshold of 0", "another");
  return ([x]) => {
    const bent = slope === 0 ? tf.relu(x) : tf.leakyRelu(x, slope);
    return most === Number.POSITIVE_INFINITY ? bent : tf.minimum(bent, most);
  };
};

/** One rule for each kind of layer of ordinary image classifiers. */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  Conv2D: convolution,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Dense: dense,
  BatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  MaxPooling2D: maximum,
  AveragePooling2D: average,
  GlobalAveragePooling2D: globalPool((x, axes, keep) => tf.mean(x, axes, keep)),
  GlobalMaxPooling2D: globalPool((x, axes, keep) => tf.max(x, axes, keep)),
  ZeroPadding2D: zeroPadding,
  Rescaling: rescaling,
  Reshape: reshape,
  Flatten:
    () =>
    ([x]) =>
      tf.reshape(x, [x.shape[0], -1]),
  Activation: (context) => {
    const activate = activation(context.config["activation"], context.subject);
    return ([x]) => activate(x);
  },
  ReLU: reluLayer,
  LeakyReLU: (context) => {
    const slope = number(context, ["negative_slope", "alpha"], 0.3);
    return ([x]) => tf.leakyRelu(x, slope);
  },
  ELU: (context) => {
    if (number(context, ["alpha"], 1) !== 1) throw refuse(context, "an alpha of 1", "another");
    return ([x]) => tf.elu(x);
  },
  Softmax:
    () =>
    ([x]) =>
      tf.softmax(x),
  Add: fold((a, b) => tf.add(a, b)),
  Subtract: fold((a, b) => tf.sub(a, b)),
  Multiply: fold((a, b) => tf.mul(a, b)),
  Maximum: fold((a, b) => tf.maximum(a, b)),
  Minimum: fold((a, b) => tf.minimum(a, b)),
  Average: () => (inputs) => tf.div(tf.addN([...inputs]), inputs.length),
  Concatenate: (context) => {
    lastAxis(context);
    return (inputs) => tf.concat([...inputs], -1);
  },
  // What only training does.
  Dropout: same,
  SpatialDropout2D: same,
  GaussianNoise: same,
  GaussianDropout: same,
  ActivityRegularization: same,
  RandomFlip: same,
  RandomRotation: same,
  RandomTranslation: same,
  RandomZoom: same,
  RandomCrop: same,
};
