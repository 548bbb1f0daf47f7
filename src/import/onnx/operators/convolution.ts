import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { padImages } from "../../../network/pad-images.ts";
import { convolve as convolveImages, type Steps, writesZeros } from "../../shared/convolution.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { computed, plain, shapeOf, transposed, type Value, withChannelsLast } from "../value.ts";
import { windowGeometry } from "./geometry.ts";
import { alsoSequences } from "./one-dimension.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

const ORDER = [2, 3, 1, 0] as const;

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
  const [rows, columns] = geometry;
  const steps: Steps = {
    strides: [rows.stride, columns.stride],
    dilations: [rows.dilation, columns.dilation],
    padding: "valid",
  };
  const count = elementCount(shapeOf(weights)) * rows.dilation * columns.dilation;
  if (writesZeros(steps) && !(count <= MAX_GENERATED_ELEMENTS)) {
    throw unsupported(context, `a dilated kernel of ${count} elements`);
  }
  const padded = padImages(image, [rows.before, rows.after], [columns.before, columns.after]);
  const output = convolveImages(padded, channelsLast(weights, context), steps);
  const bias = inputs[2];
  return computed(bias === undefined ? output : tf.add(output, plain(bias)), true);
};

/** Weights [out, in, height, width] as [height, width, in, out]. */
function channelsLast(weights: Value, context: NodeContext): tf.Tensor4D {
  if (weights.kind !== "constant") return tf.transpose(plain(weights) as tf.Tensor4D, [...ORDER]);
  return plain(context.derived(weights, "convolution", () => transposed(weights, ORDER))) as tf.Tensor4D;
}

export const convolutionRules = { Conv: alsoSequences(convolve) } satisfies RuleTable;
