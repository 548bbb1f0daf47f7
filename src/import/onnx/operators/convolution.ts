import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { rowMajorStrides } from "../../../core/strided.ts";
import { padImages } from "../../../network/pad-images.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import type { Constant } from "../graph.ts";
import { computed, plain, shapeOf, transposed, type Value, withChannelsLast } from "../value.ts";
import { type AxisGeometry, windowGeometry } from "./geometry.ts";
import { alsoSequences } from "./one-dimension.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

/** Weights from [out, in, height, width] to [height, width, in, out], or to [height, width, out, in]. */
const ORDER = { convolution: [2, 3, 1, 0], depthwise: [2, 3, 0, 1] } as const;

const convolve: Rule = (inputs, context) => {
  const weights = required(inputs, 1, context);
  const { length: rank } = shapeOf(required(inputs, 0, context));
  if (rank !== 4) throw unsupported(context, `${rank - 2} spatial dimensions`);
  const image = withChannelsLast(required(inputs, 0, context));
  const [out, perGroup, ...kernel] = shapeOf(weights);
  const groups = number(context, "group", 1);
  const channels = image.shape[3];
  if (kernel.length !== 2 || perGroup * groups !== channels || out % groups !== 0) {
    throw unsupported(context, `weights [${shapeOf(weights).join(", ")}] in ${groups} groups on ${channels} channels`);
  }
  const geometry = windowGeometry(image.shape.slice(1, 3), kernel, context);
  const depthwise = groups === channels && groups > 1;
  const filter = arrangeFilter(weights, depthwise ? "depthwise" : "convolution", geometry, channels, context);
  const [rows, columns] = geometry.map(({ before, after }) => [before, after] as const);
  const padded = padImages(image, rows, columns);
  const strides: [number, number] = [geometry[0].stride, geometry[1].stride];
  const output = depthwise
    ? tf.depthwiseConv2d(padded, filter, strides, "valid")
    : inGroups(padded, filter, groups, (x, w) => tf.conv2d(x, w, strides, "valid"));
  const bias = inputs[2];
  return computed(bias === undefined ? output : tf.add(output, plain(bias)), true);
};

/** Each group of output channels sees its own group of input channels. */
function inGroups(
  image: tf.Tensor4D,
  filter: tf.Tensor4D,
  groups: number,
  convolution: (image: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  if (groups === 1) return convolution(image, filter);
  const images: tf.Tensor4D[] = tf.split(image, groups, 3);
  const filters: tf.Tensor4D[] = tf.split(filter, groups, 3);
  return tf.concat(
    images.map((group, i) => convolution(group, filters[i])),
    3,
  );
}

/**
 * The weights in TensorFlow.js' order, with the zeros of a dilated kernel written out: TensorFlow.js has no gradient of
 * dilated convolutions. In a depthwise filter the output channels of one input channel come together.
 */
function arrangeFilter(
  weights: Value,
  arrangement: keyof typeof ORDER,
  [rows, columns]: readonly [AxisGeometry, AxisGeometry],
  channels: number,
  context: NodeContext,
): tf.Tensor4D {
  const [out, perGroup] = shapeOf(weights);
  const size = [(rows.kernel - 1) * rows.dilation + 1, (columns.kernel - 1) * columns.dilation + 1];
  const shape = arrangement === "depthwise" ? [...size, channels, out / channels] : [...size, perGroup, out];
  if (weights.kind === "constant") {
    const arranged = context.derived(weights, `${arrangement} ${size.join()}`, () =>
      transposed(dilated(weights, rows.dilation, columns.dilation, context), ORDER[arrangement]),
    );
    return plain({ ...arranged, shape }) as tf.Tensor4D;
  }
  if (rows.dilation > 1 || columns.dilation > 1) throw unsupported(context, "dilated weights that are computed");
  return tf.reshape(tf.transpose(plain(weights), [...ORDER[arrangement]]), shape as [number, number, number, number]);
}

function dilated(weights: Constant, rowDilation: number, columnDilation: number, context: NodeContext): Constant {
  if (rowDilation === 1 && columnDilation === 1) return weights;
  const [out, perGroup, height, width] = weights.shape;
  const shape = [out, perGroup, (height - 1) * rowDilation + 1, (width - 1) * columnDilation + 1];
  const count = elementCount(shape);
  if (!(count <= MAX_GENERATED_ELEMENTS)) throw unsupported(context, `a dilated kernel of ${count} elements`);
  const [outStep, inStep, rowStep] = rowMajorStrides(shape);
  const data = new Float32Array(count);
  let from = 0;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < perGroup; i++) {
      for (let h = 0; h < height; h++) {
        for (let w = 0; w < width; w++) {
          data[o * outStep + i * inStep + h * rowDilation * rowStep + w * columnDilation] = weights.data[from++];
        }
      }
    }
  }
  return { ...weights, data, shape };
}

export const convolutionRules = { Conv: alsoSequences(convolve) } satisfies RuleTable;
