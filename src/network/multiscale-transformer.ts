import * as tf from "@tensorflow/tfjs-core";
import { gelu } from "./activations.ts";
import { named, sequential } from "./combine.ts";
import { convolution } from "./convolution.ts";
import { dropPath } from "./drop-path.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { multiscaleAttention, pooledSide } from "./multiscale-attention.ts";
import { maxPool } from "./pooling.ts";
import { stateless } from "./stateless.ts";
import { tapped } from "./tap.ts";

/** An MViTv2 without class token (Li et al. 2022), as facebookresearch/mvit builds and names it. */
export interface MultiscalePlan {
  readonly blocks: number;
  /** Blocks at whose entry the width and the heads double and the map is halved. */
  readonly doubling: readonly number[];
  /** Side of the square images. */
  readonly side: number;
  readonly classes: number;
}

/** Features of a head, and of the first stage. */
const WIDTH = 96;
const EPSILON = 1e-6;
const MLP_RATIO = 4;
/** Keys and values are pooled so far in the first block; less by half with every halving of the map. */
const FIRST_KEY_STRIDE = 4;
const PATCH = { from: 3, to: WIDTH, kernel: 7, stride: 4, padding: 3, bias: true };

/** Patches as tokens, blocks, normalisation, mean over tokens, linear classifier. */
export function multiscaleTransformer({ blocks, doubling, side: image, classes }: MultiscalePlan): Layer {
  let side = pooledSide(image + 2 * PATCH.padding - PATCH.kernel + 1, PATCH.stride);
  let width = WIDTH;
  let keyStride = FIRST_KEY_STRIDE;
  const body = Array.from({ length: blocks }, (_, index) => {
    const doubles = doubling.includes(index);
    const to = doubles ? 2 * width : width;
    const queryStride = doubles ? 2 : 1;
    if (doubles) keyStride = Math.max(1, keyStride / 2);
    const depth = blocks === 1 ? 0 : index / (blocks - 1);
    const name = `blocks.${index}`;
    const block = multiscaleBlock(name, { from: width, to, side, queryStride, keyStride, depth });
    width = to;
    side = pooledSide(side, queryStride);
    return asMap(name, block, side);
  });
  const patches = stateless((map) => tf.reshape(map, [map.shape[0], -1, WIDTH]));
  const pooled = stateless((tokens) => tf.mean(tokens, 1));
  return sequential(
    convolution("patch_embed.proj", PATCH),
    patches,
    ...body,
    layerNorm("norm", width, EPSILON),
    named("pooled", pooled),
    linear("head.projection", width, classes),
  );
}

/** The tokens that leave a block are a tap as the map [batch, side, side, features] that they stand for. */
function asMap(name: string, block: Layer, side: number): Layer {
  return {
    weights: block.weights,
    apply: (input, run) => {
      const tokens = block.apply(input, run);
      const [batch, count, width] = tokens.shape;
      const map = tapped(name, tf.reshape(tokens, [batch, side, side, width]), run.hook, true);
      return tf.reshape(map, [batch, count, width]);
    },
  };
}

interface BlockSettings {
  readonly from: number;
  readonly to: number;
  readonly side: number;
  readonly queryStride: number;
  readonly keyStride: number;
  readonly depth: number;
}

/** y = skip(x) + attention(LN x), then y + MLP(LN y). The skip is pooled where queries are, and linear where widths differ. */
function multiscaleBlock(name: string, { from, to, side, queryStride, keyStride, depth }: BlockSettings): Layer {
  const first = layerNorm(`${name}.norm1`, from, EPSILON);
  const attention = multiscaleAttention(`${name}.attn`, {
    from,
    to,
    heads: to / WIDTH,
    side,
    queryStride,
    keyStride,
    epsilon: EPSILON,
  });
  const second = layerNorm(`${name}.norm2`, to, EPSILON);
  const mlp = sequential(
    linear(`${name}.mlp.fc1`, to, MLP_RATIO * to),
    gelu,
    linear(`${name}.mlp.fc2`, MLP_RATIO * to, to),
  );
  const widened = from === to ? undefined : linear(`${name}.proj`, from, to);
  const pool = maxPool(3, queryStride, 1);
  const drop = dropPath(depth);
  return {
    weights: [first, attention, second, mlp, ...(widened ? [widened] : [])].flatMap(({ weights }) => weights),
    apply: (input, run) => {
      const normalised = first.apply(input, run);
      const wide = widened === undefined ? input : widened.apply(normalised, run);
      const batch = input.shape[0];
      const skip =
        queryStride === 1
          ? wide
          : tf.reshape(pool.apply(tf.reshape(wide, [batch, side, side, to]), run), [batch, -1, to]);
      const between = tf.add(skip, drop.apply(attention.apply(normalised, run), run));
      return tf.add(between, drop.apply(mlp.apply(second.apply(between, run), run), run));
    },
  };
}
