import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../core/error.ts";
import { gelu } from "./activations.ts";
import { pooledSide } from "./attention-settings.ts";
import { named, sequential } from "./combine.ts";
import { convolution } from "./convolution.ts";
import { dropPath } from "./drop-path.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { multiscaleAttention } from "./multiscale-attention.ts";
import { maxPool } from "./pooling.ts";
import { stateless } from "./stateless.ts";
import { tapped } from "./tap.ts";
import { tokensOf, write } from "./write.ts";

/** An MViTv2 without class token (Li et al. 2022), as facebookresearch/mvit builds and names it. */
export interface MultiscalePlan {
  readonly blocks: number;
  /** Blocks at whose entry the width and the heads double and the map is halved. */
  readonly doubling: readonly number[];
  /** Features and heads of the first stage. */
  readonly width: number;
  readonly heads: number;
  /** Side of the square images. */
  readonly side: number;
  readonly classes: number;
}

const EPSILON = 1e-6;
const MLP_RATIO = 4;
/** Keys and values are pooled so far in the first block; less by half with every halving of the map. */
const FIRST_KEY_STRIDE = 4;
const PATCH = { from: 3, kernel: 7, stride: 4, padding: 3, bias: true };

/** Side of the images that a map of patches of this side comes from. */
export const imageSide = (patches: number): number => patches * PATCH.stride;

/** Patches as tokens, blocks, normalisation, mean over tokens, linear classifier. */
export function multiscaleTransformer(plan: MultiscalePlan): Layer {
  const { blocks, doubling, side: image, classes } = plan;
  const first = pooledSide(image + 2 * PATCH.padding - PATCH.kernel + 1, PATCH.stride);
  const headWidth = plan.width / plan.heads;
  let side = first;
  let width = plan.width;
  let keyStride = FIRST_KEY_STRIDE;
  const body = Array.from({ length: blocks }, (_, index) => {
    const doubles = doubling.includes(index);
    const to = doubles ? 2 * width : width;
    const queryStride = doubles ? 2 : 1;
    if (doubles) keyStride = Math.max(1, keyStride / 2);
    const depth = blocks === 1 ? 0 : index / (blocks - 1);
    const name = `blocks.${index}`;
    const block = multiscaleBlock(name, { from: width, to, headWidth, side, queryStride, keyStride, depth });
    width = to;
    side = pooledSide(side, queryStride);
    return asMap(name, block, side);
  });
  return sequential(
    convolution("patch_embed.proj", { ...PATCH, to: plan.width }),
    patchTokens(first, image),
    ...body,
    layerNorm("norm", width, EPSILON),
    named("pooled", tokenMean),
    linear("head.projection", width, classes),
  );
}

/** A map's positions as tokens, row by row. */
function patchTokens(side: number, image: number): Layer {
  return {
    ...stateless((map) => {
      const [batch, height, width, features] = map.shape;
      if (height !== side || width !== side) {
        throw new InputError("images", {
          expected: `${image} x ${image} pixels, for which the tables of relative positions are`,
          got: `images that become ${height} x ${width} patches in place of ${side} x ${side}`,
        });
      }
      return tf.reshape(map, [batch, side * side, features]);
    }),
    write: (input, form) => tokensOf(form, "patch_embed").fromMap(input, "patch_embed"),
  };
}

const tokenMean: Layer = {
  ...stateless((tokens) => tf.mean(tokens, 1)),
  write: (input, form, name) => tokensOf(form, name ?? "pooled").mean(input, name),
};

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
    write: (input, form) => write(block, input, form, name),
  };
}

interface BlockSettings {
  readonly from: number;
  readonly to: number;
  readonly headWidth: number;
  readonly side: number;
  readonly queryStride: number;
  readonly keyStride: number;
  readonly depth: number;
}

/** y = skip(x) + attention(LN x), then y + MLP(LN y). The skip is pooled where queries are, and linear where widths differ. */
function multiscaleBlock(name: string, settings: BlockSettings): Layer {
  const { from, to, headWidth, side, queryStride, keyStride, depth } = settings;
  const first = layerNorm(`${name}.norm1`, from, EPSILON);
  const attention = multiscaleAttention(`${name}.attn`, {
    from,
    to,
    heads: to / headWidth,
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
    write(input, form) {
      const { fromMap, toMap } = tokensOf(form, name);
      const normalised = write(first, input, form);
      const wide = widened === undefined ? input : write(widened, normalised, form);
      const place = `${name}.pool_skip`;
      const skip =
        queryStride === 1 ? wide : fromMap(write(pool, toMap(wide, `${place}.map`), form, place), `${place}.tokens`);
      const between = form.add([skip, write(attention, normalised, form)], `${name}.sum`);
      return form.add([between, write(mlp, write(second, between, form), form)], name);
    },
  };
}
