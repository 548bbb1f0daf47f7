import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, shapeOf, withChannelsLast } from "../value.ts";
import { alsoSequences } from "./one-dimension.ts";
import { type NodeContext, number, numbers, type Rule, type RuleTable, required, string, unsupported } from "./rule.ts";

/** Largest image that a transposed convolution may make. */
const LARGEST = 4096;

/**
 * The gradient of a convolution with respect to its input, as an operator: all of it first, and then the part that the
 * padding leaves (ONNX, Operators: ConvTranspose).
 */
const transposed: Rule = (inputs, context) => {
  const image = withChannelsLast(required(inputs, 0, context));
  const weights = required(inputs, 1, context);
  const [channels, perGroup, ...kernel] = shapeOf(weights);
  const groups = number(context, "group", 1);
  if (kernel.length !== 2 || channels !== image.shape[3] || channels % groups !== 0) {
    throw unsupported(context, `weights [${shapeOf(weights).join(", ")}] on ${image.shape[3]} channels`);
  }
  if ((numbers(context, "dilations") ?? []).some((dilation) => dilation !== 1)) throw unsupported(context, "dilations");
  const axes = [0, 1].map((axis) => outputAxis(image.shape[1 + axis], kernel[axis], axis, context));
  const [rows, columns] = axes;
  const filters: tf.Tensor4D[] = tf.split(tf.transpose(plain(weights), [2, 3, 1, 0]) as tf.Tensor4D, groups, 3);
  const images: tf.Tensor4D[] = groups === 1 ? [image] : tf.split(image, groups, 3);
  const parts = images.map((part, group) =>
    tf.conv2dTranspose(
      part,
      filters[group],
      [image.shape[0], rows.whole, columns.whole, perGroup],
      [rows.stride, columns.stride],
      "valid",
    ),
  );
  const whole = groups === 1 ? parts[0] : tf.concat(parts, 3);
  const longer = tf.pad(whole, [
    [0, 0],
    [0, rows.missing],
    [0, columns.missing],
    [0, 0],
  ]);
  const output = tf.slice(
    longer,
    [0, rows.before, columns.before, 0],
    [image.shape[0], rows.size, columns.size, perGroup * groups],
  );
  return computed(inputs[2] === undefined ? output : tf.add(output, plain(inputs[2])), true);
};

/** One spatial axis: what the convolution makes, what is cut off in front, what is left, and what is missing for it. */
function outputAxis(input: number, kernel: number, axis: number, context: NodeContext) {
  const stride = numbers(context, "strides")?.[axis] ?? 1;
  const pads = numbers(context, "pads") ?? [0, 0, 0, 0];
  const extra = numbers(context, "output_padding")?.[axis] ?? 0;
  const whole = (input - 1) * stride + kernel;
  const automatic = string(context, "auto_pad", "NOTSET");
  const same = automatic === "SAME_UPPER" || automatic === "SAME_LOWER";
  const wanted = numbers(context, "output_shape")?.slice(-2)[axis] ?? (same ? input * stride : undefined);
  const total = wanted === undefined ? pads[axis] + pads[axis + 2] : whole + extra - wanted;
  const half = Math.floor(total / 2);
  const before = wanted === undefined ? pads[axis] : automatic === "SAME_UPPER" ? half : total - half;
  const size = whole + extra - total;
  if (!(stride >= 1 && before >= 0 && size >= 1 && Math.max(whole, size, before) <= LARGEST)) {
    throw unsupported(context, `an output of ${size} from an input of ${input}`);
  }
  return { stride, whole, before, size, missing: Math.max(0, before + size - whole) };
}

export const transposedConvolutionRules = { ConvTranspose: alsoSequences(transposed) } satisfies RuleTable;
