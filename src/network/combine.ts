import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { tapped } from "./tap.ts";
import { write } from "./write.ts";

/** One layer after the other. */
export function sequential(...layers: readonly Layer[]): Layer {
  return {
    weights: layers.flatMap(({ weights }) => weights),
    apply: (input, run) => layers.reduce((value, layer) => layer.apply(value, run), input),
    write: (input, form) => layers.reduce((value, layer) => write(layer, value, form), input),
  };
}

/** Gives a layer without weights a name: its output is a tap. */
export function named(name: string, layer: Layer): Layer {
  return {
    weights: layer.weights,
    apply: (input, run) => tapped(name, layer.apply(input, run), run.hook),
    write: (input, form) => write(layer, input, form, name),
  };
}

/** A part of a network that ends a block or a stage: its output is a tap. */
export function blockEnd(name: string, layer: Layer): Layer {
  return {
    weights: layer.weights,
    apply: (input, run) => tapped(name, layer.apply(input, run), run.hook, true),
    write: (input, form) => write(layer, input, form),
  };
}

/** `nn.Sequential` of blocks, each named by its place: `layer1`, `layer1.0`, `layer1.1`. */
export function stage(
  name: string,
  blocks: readonly Layer[],
  nameOf = (index: number): string => `${name}.${index}`,
): Layer {
  return blockEnd(name, sequential(...blocks.map((block, index) => blockEnd(nameOf(index), block))));
}

/** Two ways from one input, added. */
export function sum(first: Layer, second: Layer): Layer {
  return {
    ...join(first, second, (a, b) => tf.add(a, b)),
    write: (input, form, name) => form.add([write(first, input, form), write(second, input, form)], name),
  };
}

/** Two ways from one input, their channels one after the other. */
export function concatenate(first: Layer, second: Layer): Layer {
  return {
    ...join(first, second, (a, b) => tf.concat([a, b], 3)),
    write: (input, form, name) => form.concatenate([write(first, input, form), write(second, input, form)], name),
  };
}

/** The input times what a layer makes of it, element by element. */
export function multiplyWith(layer: Layer): Layer {
  return { weights: layer.weights, apply: (input, run) => tf.mul(input, layer.apply(input, run)) };
}

function join(first: Layer, second: Layer, combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Layer {
  return {
    weights: [...first.weights, ...second.weights],
    apply: (input, run) => combine(first.apply(input, run), second.apply(input, run)),
  };
}

/** The first half of the channels as they are, and the second half through a layer. */
export function applyToSecondHalf(layer: Layer): Layer {
  return {
    weights: layer.weights,
    apply: (input, run) => {
      const [first, second] = tf.split(input, 2, 3);
      return tf.concat([first, layer.apply(second, run)], 3);
    },
    write: (input, form, name) => {
      const [first, second] = form.halves(input, name === undefined ? undefined : `${name}.halves`);
      return form.concatenate([first, write(layer, second, form)], name);
    },
  };
}
