import * as tf from "@tensorflow/tfjs-core";
import { type AttentionSettings, pooledSide, relativeRows } from "./attention-settings.ts";
import { convolution } from "./convolution.ts";
import type { Layer, Run } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import type { WeightSpec } from "./weight.ts";
import { tokensOf } from "./write.ts";

/**
 * Multi-head attention with pooled queries, keys and values (Li et al. 2022, MViTv2; facebookresearch/mvit, attention.py):
 * each is pooled by a 3x3 depthwise convolution that the heads share, and normalised; scores q k / sqrt(d) get the relative
 * positions q . R_h + q . R_w of rows and columns, with q as it is; the pooled q is added to what comes out.
 *
 * [batch, tokens, from] to [batch, pooled tokens, to], tokens row by row.
 */
export function multiscaleAttention(name: string, settings: AttentionSettings): Layer {
  const { from, to, heads, side, queryStride, keyStride, epsilon } = settings;
  const width = to / heads;
  const [querySide, keySide] = [pooledSide(side, queryStride), pooledSide(side, keyStride)];
  const qkv = linear(`${name}.qkv`, from, 3 * to);
  const projection = linear(`${name}.proj`, to, to);
  const [q, k, v] = (["q", "k", "v"] as const).map((part) => {
    const stride = part === "q" ? queryStride : keyStride;
    const pool = { from: width, to: width, kernel: 3, stride, groups: width };
    return {
      pool: convolution(`${name}.pool_${part}`, pool),
      norm: layerNorm(`${name}.norm_${part}`, width, epsilon),
    };
  });
  const rows = 2 * Math.max(Math.floor(side / queryStride), Math.floor(side / keyStride)) - 1;
  const [down, across] = ["h", "w"].map((axis) => table(`${name}.rel_pos_${axis}`, rows, width));
  const pooled = [q, k, v].flatMap(({ pool, norm }) => [...pool.weights, ...norm.weights]);

  return {
    weights: [down, across, ...qkv.weights, ...projection.weights, ...pooled],
    apply: (input, run) => {
      // Taps of what is inside would show batches of heads.
      const inside: Run = { ...run, hook: undefined };
      const [batch] = input.shape;
      const [queries, keys, values] = tf.split(qkv.apply(input, run), 3, 2).map((part, i) => {
        const byHead = tf.transpose(tf.reshape(part, [batch, side, side, heads, width]), [0, 3, 1, 2, 4]);
        const maps = tf.reshape(byHead, [batch * heads, side, side, width]);
        const { pool, norm } = [q, k, v][i];
        return norm.apply(pool.apply(maps, inside), inside);
      });
      const flat = (maps: tf.Tensor): tf.Tensor3D => tf.reshape(maps, [batch * heads, -1, width]);
      const scores = tf.matMul(tf.div(flat(queries), Math.sqrt(width)), flat(keys), false, true);
      const distances = tf.tensor2d(relativeRows(querySide, keySide), [querySide, keySide], "int32");
      const places = [batch * heads, querySide, querySide, keySide, keySide];
      const relative = (spec: WeightSpec) => tf.gather(run.weight(spec.name), distances);
      const withRows = tf.add(tf.reshape(scores, places), tf.expandDims(along(queries, relative(down), 1), 4));
      const withPlaces = tf.add(withRows, tf.expandDims(along(queries, relative(across), 2), 3));
      const weights = tf.softmax(tf.reshape(withPlaces, scores.shape));
      const mixed = tf.add(tf.matMul(weights as tf.Tensor3D, flat(values)), flat(queries));
      const together = tf.transpose(tf.reshape(mixed, [batch, heads, -1, width]), [0, 2, 1, 3]);
      return projection.apply(tf.reshape(together, [batch, querySide * querySide, to]), run);
    },
    write: (input, form) => tokensOf(form, name).attention(input, name, settings),
  };
}

const table = (name: string, rows: number, width: number): WeightSpec => ({
  name,
  layer: name,
  role: "table",
  shape: [rows, width],
  arrangement: "as-is",
});

/**
 * q . R for queries [n, rows, columns, d] and R [queries, keys, d] of one axis (1: rows, 2: columns): [n, rows, columns, keys].
 */
function along(queries: tf.Tensor, relative: tf.Tensor, axis: 1 | 2): tf.Tensor {
  const order = axis === 1 ? [1, 0, 2, 3] : [2, 0, 1, 3];
  const turned = tf.transpose(queries, order);
  const [size, count, other, width] = turned.shape;
  const products = tf.matMul(tf.reshape(turned, [size, count * other, width]), relative as tf.Tensor3D, false, true);
  return tf.transpose(tf.reshape(products, [size, count, other, -1]), axis === 1 ? [1, 0, 2, 3] : [1, 2, 0, 3]);
}
