import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { resizeImages } from "../../shared/resize-images.ts";
import {
  asTensor,
  axisOf,
  choice,
  flatNumbers,
  image,
  type LayerContext,
  type LayerRule,
  type LayerRules,
  refuse,
  same,
  whole,
} from "./rule.ts";

/** One number, or one for each channel. */
function perChannel(context: LayerContext, name: string, fallback: number): tf.Tensor | number {
  const values = flatNumbers(context, name) ?? [fallback];
  if (values.length === 1) return values[0];
  if (values.length !== context.channels)
    throw refuse(context, `${context.channels} numbers as ${name}`, `${values.length}`);
  return tf.tensor1d([...values]);
}

const rescaling: LayerRule = (context) => {
  flatNumbers(context, "scale");
  return ([x]) => tf.add(tf.mul(x, perChannel(context, "scale", 1)), perChannel(context, "offset", 0));
};

/** Least standard deviation that Keras divides by. */
const MIN_DEVIATION = 1e-7;

const normalization: LayerRule = (context) => {
  const axes = [context.config["axis"] === undefined ? -1 : (context.config["axis"] ?? [])].flat();
  if (context.config["invert"] === true) throw refuse(context, "normalisation", "its inverse");
  const kept = axes.map((axis) => axisOf(context, axis)).sort((a, b) => a - b);
  const size = kept.map((axis) => context.shapes[0][axis]);
  const spread = context.shapes[0].map((side, axis) => (kept.includes(axis) ? side : 1));
  const given = ["mean", "variance"].map((name) => flatNumbers(context, name));
  const variables = given.map((values) => {
    if (values === undefined) return context.take(size);
    const count = elementCount(size);
    if (values.length !== count && values.length !== 1) throw refuse(context, `${count} means`, `${values.length}`);
    return { shape: size, values: Float32Array.from({ length: count }, (_, i) => values[values.length === 1 ? 0 : i]) };
  });
  return ([x]) => {
    const [mean, variance] = variables.map((variable) => tf.reshape(asTensor(variable), spread));
    return tf.div(tf.sub(x, mean), tf.maximum(tf.sqrt(variance), MIN_DEVIATION));
  };
};

const resizing: LayerRule = (context) => {
  const size = [whole(context, "height", 1), whole(context, "width", 1)] as const;
  const [, height, width] = context.shapes[0];
  const [fitted] = ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"].filter(
    (name) => context.config[name] === true,
  );
  const changes = height * size[1] !== width * size[0];
  if (fitted !== undefined && (changes || fitted === "antialias")) throw refuse(context, "plain resizing", fitted);
  const method = choice(context, "interpolation", ["bilinear", "nearest"]);
  return (inputs) => resizeImages(image(inputs), size, { method, halfPixelCenters: true });
};

const centerCrop: LayerRule = (context) => {
  const size = [whole(context, "height", 1), whole(context, "width", 1)];
  const [, height, width, channels] = context.shapes[0];
  const before = [height - size[0], width - size[1]].map((rest) => Math.floor(rest / 2));
  if (!before.every((rest) => rest >= 0)) throw refuse(context, "images larger than the crop", `${height} x ${width}`);
  return ([x]) => tf.slice(x, [0, before[0], before[1], 0], [x.shape[0], size[0], size[1], channels]);
};

/** In use it crops the middle, or resizes: images of its own size stay as they are. */
const randomCrop: LayerRule = (context) => {
  const [, height, width] = context.shapes[0];
  const size = [whole(context, "height", 1), whole(context, "width", 1)];
  if (size[0] !== height || size[1] !== width) {
    throw refuse(context, `images of ${size.join(" x ")} pixels`, `${height} x ${width}`);
  }
  return ([x]) => x;
};

/** What changes images in training alone. */
const AUGMENTATIONS = `AugMix CutMix MixUp RandAugment RandomBrightness RandomColorDegeneration
  RandomColorJitter RandomContrast RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale
  RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation
  RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom`.split(/\s+/);

export const preprocessingRules: LayerRules = {
  ...Object.fromEntries(AUGMENTATIONS.map((name) => [name, same])),
  CenterCrop: centerCrop,
  Normalization: normalization,
  RandomCrop: randomCrop,
  Rescaling: rescaling,
  Resizing: resizing,
};
