import * as tf from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import type { TapHook } from "../network/tap.ts";
import { compileOnce } from "./compile-once.ts";
import { findTap } from "./find-tap.ts";
import { compiledForeign } from "./foreign-problem.ts";
import { imageRows, oneHotRows, runInBatches } from "./image-batches.ts";
import { logitsOf } from "./logits-of.ts";
import type { Network } from "./network.ts";
import type { Tap } from "./tap.ts";
import { listTaps } from "./taps.ts";

/** What a network has at a tap for some images, row-major [n, ...tap.shape]. */
interface TapActivations {
  readonly activation: Float32Array;
  /** [n, classes]. */
  readonly logits: Float32Array;
}

/** With the gradient of each image's logit of a class with respect to the activation, in its layout. */
export interface TapGradients extends TapActivations {
  readonly gradient: Float32Array;
}

/** A network looked at inside. Images are row-major [n, height, width, 3] in [0, 1], any n. */
export interface TapReader {
  readonly tap: Tap;
  readonly classes: number;
  /** Images that are computed side by side. */
  readonly batch: number;
  activations(images: Float32Array): Promise<TapActivations>;
  /**
   * dy_c / dA: y_c is the logit (not the probability) of class c, A the activation at the tap.
   *
   * @param classes c of each image
   */
  gradients(images: Float32Array, classes: Int32Array): Promise<TapGradients>;
  dispose(): Promise<void>;
}

/**
 * Reads a tap of a network: its activations, and gradients of logits with respect to them. Functions are compiled when
 * first used, for batches of a fixed size.
 *
 * @param options.tap name or place of the tap, as `findTap` takes it
 * @param options.batch images per compiled batch
 * @throws InputError where the network has no such tap
 * @example
 * const reader = createTapReader(network, engine, { tap: "last-spatial", batch: 16 });
 * const { activation, gradient } = await reader.gradients(images, Int32Array.of(3, 5));
 * activation.length === gradient.length // true
 */
export function createTapReader(
  network: Network,
  engine: Engine,
  options: { readonly tap: string; readonly batch: number },
): TapReader {
  const { batch } = options;
  const tap = findTap(listTaps(network), options.tap, `tap of ${network.name}`);
  const classes = network.classes.length;
  const compile: Engine["compile"] = (...given) => compiledForeign(network, () => engine.compile(...given));
  const size = tf.util.sizeFromShape([...tap.shape]);
  const images = { shape: [batch, network.height, network.width, CHANNELS] };
  const forward = compileOnce(() => compile((x) => activationsAt(network, tap, x), [images]));
  const backward = compileOnce(() =>
    compile((x, wanted) => gradientsAt(network, tap, x, wanted), [images, { shape: [batch, classes] }]),
  );
  return {
    tap,
    classes,
    batch: batch * engine.sessions,
    async activations(values) {
      const { count, ...rows } = imageRows(values, network);
      const call = { count, batch, inputs: [rows], outputs: [size, classes] };
      const [activation, logits] = await runInBatches(await forward(), call);
      return { activation, logits };
    },
    async gradients(values, of) {
      const { count, ...rows } = imageRows(values, network);
      const call = { count, batch, inputs: [rows, oneHotRows(of, count, classes)], outputs: [size, size, classes] };
      const [activation, gradient, logits] = await runInBatches(await backward(), call);
      return { activation, gradient, logits };
    },
    async dispose() {
      await Promise.all([forward.dispose(), backward.dispose()]);
    },
  };
}

/** The activation at a tap, and the logits. */
function activationsAt(network: Network, tap: Tap, images: tf.Tensor): readonly tf.Tensor[] {
  let activation: tf.Tensor | undefined;
  const logits = logitsOf(
    network,
    images,
    at(tap, (value) => {
      activation = value;
      return undefined;
    }),
  );
  return [activation!, logits];
}

/** The same with the gradient: dy/dA is dy/dD at D = 0 where the network goes on with A + D. */
function gradientsAt(network: Network, tap: Tap, images: tf.Tensor, oneHot: tf.Tensor): readonly tf.Tensor[] {
  let activation: tf.Tensor | undefined;
  let logits: tf.Tensor | undefined;
  const gradient = tf.grad((change: tf.Tensor) => {
    logits = tf.keep(
      logitsOf(
        network,
        images,
        at(tap, (value) => {
          activation = tf.keep(value);
          return tf.add(value, change);
        }),
      ),
    );
    return tf.sum(tf.mul(logits, oneHot));
  })(tf.zeros([images.shape[0], ...tap.shape]));
  return [activation!, gradient, logits!];
}

/** A hook at one tap. */
const at =
  (tap: Tap, look: (activation: tf.Tensor) => tf.Tensor | undefined): TapHook =>
  (name, read) =>
    name === tap.name ? look(read()) : undefined;
