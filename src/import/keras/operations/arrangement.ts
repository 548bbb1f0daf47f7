import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { resizeImages } from "../../shared/resize-images.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { type LayerRule, type LayerRules, refuse } from "../layers/rule.ts";
import { axesOf, one, operands, setting, wholeNumbers } from "./operands.ts";

const reshape = one((x, context) => {
  const shape = wholeNumbers(context, setting(context, "shape", "newshape", "target_shape"), "shape");
  return tf.reshape(x, shape);
});

const transpose = one((x, context) => {
  const order = setting(context, "perm", "axes");
  return order === undefined ? tf.transpose(x) : tf.transpose(x, wholeNumbers(context, order, "axes"));
});

const joined =
  (compute: (values: tf.Tensor[], axis: number) => tf.Tensor, fallback: number): LayerRule =>
  (context) =>
  (inputs) =>
    compute(operands(context, inputs), (axesOf(context) ?? [fallback])[0]);

const split = one((x, context) => {
  const parts = wholeNumbers(context, setting(context, "num_or_size_splits", "indices_or_sections"), "parts");
  const [axis] = axesOf(context) ?? [0];
  if (parts.length === 1) return tf.split(x, parts[0], axis);
  // Keras 2 says how large each part is, Keras 3 where each begins.
  if (setting(context, "num_or_size_splits") !== undefined) return tf.split(x, parts, axis);
  const size = x.shape[axis < 0 ? axis + x.rank : axis];
  return tf.split(
    x,
    [...parts, size].map((at, i) => at - (parts[i - 1] ?? 0)),
    axis,
  );
});

const pad = one((x, context) => {
  const sizes = wholeNumbers(context, setting(context, "paddings", "pad_width"), "padding");
  const mode = String(setting(context, "mode") ?? "constant").toLowerCase();
  if (mode !== "constant" || sizes.length !== 2 * x.rank || !sizes.every((size) => size >= 0 && size <= 1024)) {
    throw refuse(context, "padding with a constant", mode);
  }
  const value = setting(context, "constant_values");
  return tf.pad(
    x,
    x.shape.map((_, i) => [sizes[2 * i], sizes[2 * i + 1]] as [number, number]),
    typeof value === "number" ? value : 0,
  );
});

const resize = one((x, context) => {
  const [height, width] = wholeNumbers(context, setting(context, "size"), "size");
  const method = String(setting(context, "method", "interpolation") ?? "bilinear");
  const [fitted] = ["antialias", "preserve_aspect_ratio", "crop_to_aspect_ratio", "pad_to_aspect_ratio"].filter(
    (name) => setting(context, name) === true,
  );
  if ((method !== "bilinear" && method !== "nearest") || fitted !== undefined) {
    throw refuse(context, "bilinear or nearest resizing", fitted ?? method);
  }
  return resizeImages(x as tf.Tensor4D, [height, width], { method, halfPixelCenters: true });
});

const tile = one((x, context) => {
  const times = wholeNumbers(context, setting(context, "multiples", "repeats"), "repeats");
  const count = elementCount([x.size, ...times]);
  if (!(count >= 1 && count <= MAX_GENERATED_ELEMENTS)) throw refuse(context, "a smaller result", `${count} elements`);
  return tf.tile(x, times);
});

/** Operations that move elements. */
export const arrangementRules: LayerRules = {
  concat: joined((values, axis) => tf.concat(values, axis), 0),
  concatenate: joined((values, axis) => tf.concat(values, axis), -1),
  expanddims: one((x, context) => tf.expandDims(x, (axesOf(context) ?? [-1])[0])),
  flip: one((x, context) => tf.reverse(x, axesOf(context))),
  pad,
  reshape,
  resize,
  split,
  squeeze: one((x, context) => tf.squeeze(x, axesOf(context))),
  stack: joined((values, axis) => tf.stack(values, axis), 0),
  tile,
  transpose,
};
