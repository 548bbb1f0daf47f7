import * as tf from "@tensorflow/tfjs-core";
import { resizeImages } from "../../shared/resize-images.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { axisOf, choice, image, type LayerRule, type LayerRules, pair, refuse, sides, whole } from "./rule.ts";

const zeroPadding: LayerRule = (context) => {
  const [rows, columns] = sides(context, "padding", 1);
  return (inputs) => tf.pad(image(inputs), [[0, 0], rows, columns, [0, 0]]);
};

const cropping: LayerRule = (context) => {
  const [rows, columns] = sides(context, "cropping", 0);
  const [, height, width, channels] = context.shapes[0];
  const size = [height - rows[0] - rows[1], width - columns[0] - columns[1]];
  if (!size.every((side) => side >= 1)) throw refuse(context, "a crop that leaves something", size.join(" x "));
  return ([x]) => tf.slice(x, [0, rows[0], columns[0], 0], [x.shape[0], size[0], size[1], channels]);
};

const upSampling: LayerRule = (context) => {
  const factors = pair(context, "size", 2);
  const method = choice(context, "interpolation", ["nearest", "bilinear"]);
  const [batch, height, width, channels] = context.shapes[0];
  const size = [height * factors[0], width * factors[1]] as const;
  if (!(batch * size[0] * size[1] * channels <= MAX_GENERATED_ELEMENTS))
    throw refuse(context, "a smaller result", size.join(" x "));
  return (inputs) => resizeImages(image(inputs), size, { method, halfPixelCenters: true });
};

const reshape: LayerRule = (context) => {
  const shape = context.config["target_shape"];
  if (!Array.isArray(shape) || !shape.every(Number.isInteger)) {
    throw refuse(context, "target_shape as whole numbers", JSON.stringify(shape) ?? "none");
  }
  return ([x]) => tf.reshape(x, [x.shape[0], ...(shape as number[])]);
};

const permute: LayerRule = (context) => {
  const dims = context.config["dims"];
  const order = Array.isArray(dims) ? [0, ...dims] : [];
  if ([...order].sort((a, b) => a - b).join() !== context.shapes[0].map((_, i) => i).join()) {
    throw refuse(context, `dims of ${context.rank} axes`, JSON.stringify(dims) ?? "none");
  }
  return ([x]) => tf.transpose(x, order);
};

const repeatVector: LayerRule = (context) => {
  const times = whole(context, "n", 1);
  if (!(times >= 1 && context.rank === 2 && times * context.channels <= MAX_GENERATED_ELEMENTS)) {
    throw refuse(context, "a row repeated less often", `${times} times`);
  }
  return ([x]) => tf.tile(tf.expandDims(x, 1), [1, times, 1]);
};

const concatenate: LayerRule = (context) => {
  const axis = axisOf(context, context.config["axis"] ?? -1);
  return (inputs) => tf.concat([...inputs], axis);
};

/** Layers that move elements. */
export const shapeRules: LayerRules = {
  Concatenate: concatenate,
  Cropping2D: cropping,
  Flatten:
    () =>
    ([x]) =>
      tf.reshape(x, [x.shape[0], -1]),
  Permute: permute,
  RepeatVector: repeatVector,
  Reshape: reshape,
  UpSampling2D: upSampling,
  ZeroPadding2D: zeroPadding,
};
