import * as tf from "@tensorflow/tfjs-core";
import { type ConvolutionSettings, paddingOf } from "./convolution-settings.ts";
import type { Layer } from "./layer.ts";
import { padImages } from "./pad-images.ts";
import { tapped } from "./tap.ts";
import { weightSpec } from "./weight.ts";

/** `nn.Conv2d`. Padding is symmetric, unlike TensorFlow's "same" at stride 2. */
export function convolution(name: string, settings: ConvolutionSettings): Layer {
  const { from, to, kernel, stride = 1, groups = 1, bias = false } = settings;
  const padding = paddingOf(settings);
  const keepsSize = stride === 1 && 2 * padding === kernel - 1;
  const pad = keepsSize ? "same" : "valid";
  const around = [keepsSize ? 0 : padding, keepsSize ? 0 : padding] as const;
  const depthwise = groups > 1 && groups === from && groups === to;
  const arrangement = depthwise ? "depthwise" : "convolution";
  const weight = weightSpec(name, "kernel", [to, from / groups, kernel, kernel], arrangement);
  const shift = weightSpec(name, "bias", [to]);
  return {
    weights: bias ? [weight, shift] : [weight],
    apply: (input, run) => {
      const image = padImages(input as tf.Tensor4D, around, around);
      const filter = run.weight(weight.name) as tf.Tensor4D;
      const output = depthwise
        ? tf.depthwiseConv2d(image, filter, stride, pad)
        : groupedConvolution(image, filter, groups, (x, w) => tf.conv2d(x, w, stride, pad));
      return tapped(name, bias ? tf.add(output, run.weight(shift.name)) : output, run.hook);
    },
    write: (input, form) => form.convolution(input, name, settings),
  };
}

/** Each group of output channels sees its own group of input channels. TensorFlow.js has no such kernel. */
function groupedConvolution(
  input: tf.Tensor4D,
  filter: tf.Tensor4D,
  groups: number,
  convolve: (input: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  if (groups === 1) return convolve(input, filter);
  const inputs: tf.Tensor4D[] = tf.split(input, groups, 3);
  const filters: tf.Tensor4D[] = tf.split(filter, groups, 3);
  return tf.concat(
    inputs.map((group, i) => convolve(group, filters[i])),
    3,
  );
}
