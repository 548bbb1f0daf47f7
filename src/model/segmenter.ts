import * as tf from "@tensorflow/tfjs-core";
import type { Classifier } from "../core/classifier.ts";
import type { LabelMaps } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import { createClassifier } from "./classifier.ts";
import { compileOnce } from "./compile-once.ts";
import { compiledForeign } from "./foreign-problem.ts";
import { imageRows, runInBatches } from "./image-batches.ts";
import { logitsOf } from "./logits-of.ts";
import { answerWidth, type Network } from "./network.ts";

/**
 * A network that answers for each pixel, as attacks and jobs see it. A row of logits is [height, width, classes + others]
 * of an image; an image's label is its number in the set, by which its label map is found; its loss is the mean over its
 * pixels of the cross-entropy, which is 0 where a pixel is void (divided by the number of all pixels, as SegPGD's, CosPGD's
 * and SEA's code do: another divisor changes no gradient's sign).
 */
export async function createSegmenter(
  network: Network,
  maps: LabelMaps,
  engine: Engine,
  options: { readonly batch: number },
): Promise<Classifier> {
  const { batch } = options;
  const { height, width, dense } = network;
  if (dense === undefined) throw new Error(`${network.name} gives no answer for each pixel`);
  const classes = network.classes.length + dense.others;
  // A signed step in one graph is one on the label of an image.
  const { signStep: _, ...classifier } = await createClassifier(network, engine, options);
  const shapes = [{ shape: [batch, height, width, CHANNELS] }, { shape: [batch, dense.pixels] }];
  const backward = compileOnce(() =>
    compiledForeign(network, () =>
      engine.compile((images, truth) => pixelGradient(network, images, truth, classes), shapes),
    ),
  );
  return {
    ...classifier,
    async gradient(images, labels, loss = "cross-entropy") {
      if (loss !== "cross-entropy") throw new Error(`no gradient of the ${loss} loss of label maps`);
      const { count, ...rows } = imageRows(images, network);
      const truth = truthRows(await maps.read(labels), network.classes.length, classes);
      const inputs = [rows, { values: truth, row: dense.pixels }];
      const call = { count, batch, inputs, outputs: [rows.row, answerWidth(network), 1] };
      const [gradient, logits, losses] = await runInBatches(await backward(), call);
      return { gradient, logits, losses };
    },
    async dispose() {
      await Promise.all([classifier.dispose(), backward.dispose()]);
    },
  };
}

/** The class of each pixel as a number, no class where it is void: the outputs behind the classes are none of the data's. */
function truthRows(maps: Uint8Array, voidLabel: number, outputs: number): Float32Array {
  return Float32Array.from(maps, (label) => (label === voidLabel ? outputs : label));
}

/** The gradient of the summed losses with respect to images in [0, 1], with the logits and each image's loss. */
function pixelGradient(
  network: Network,
  images: tf.Tensor,
  truth: tf.Tensor,
  classes: number,
): readonly [gradient: tf.Tensor, logits: tf.Tensor, losses: tf.Tensor] {
  let logits: tf.Tensor | undefined;
  let losses: tf.Tensor | undefined;
  const gradient = tf.grad((x: tf.Tensor) => {
    logits = tf.keep(logitsOf(network, x));
    losses = tf.keep(pixelLosses(logits, truth, classes));
    return tf.sum(losses);
  })(images);
  if (logits === undefined || losses === undefined) throw new Error("the gradient did not call its function");
  return [gradient, logits, losses];
}

/**
 * Of each image the mean over its pixels of -ln softmax(z)_y.
 *
 * @param logits [n, pixels x classes]
 * @param truth [n, pixels], class of each pixel; no class where it is void
 */
export function pixelLosses(logits: tf.Tensor, truth: tf.Tensor, classes: number): tf.Tensor {
  const [images, pixels] = truth.shape;
  const z = tf.reshape(logits, [images * pixels, classes]) as tf.Tensor2D;
  const labels = tf.oneHot(tf.cast(tf.reshape(truth, [images * pixels]), "int32"), classes);
  const each = tf.neg(tf.sum(tf.mul(tf.cast(labels, "float32"), tf.logSoftmax(z)), 1));
  return tf.mean(tf.reshape(each, [images, pixels]), 1);
}
