import * as tf from "@tensorflow/tfjs-core";
import { type Classifier, LOSS_IDS, type LossId, type Normalization } from "../core/classifier.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { CompiledFunction, Engine } from "../engine/index.ts";
import { logitLosses } from "./logit-losses.ts";
import type { Network } from "./network.ts";

/**
 * A network behind the interface that attacks and the evaluator see. Normalisation is part of the compiled graph,
 * so images are in [0, 1] and gradients are with respect to such images. Graphs have a static batch: each call is cut
 * into batches, the last one padded with black images whose results are dropped. They are compiled when first used.
 *
 * @param options.batch images per compiled batch
 */
export async function createClassifier(
  network: Network,
  engine: Engine,
  options: { readonly batch: number },
): Promise<Classifier> {
  const { batch } = options;
  const { height, width, normalization } = network;
  const classes = network.classes.length;
  const pixels = height * width * CHANNELS;
  const shape = [batch, height, width, CHANNELS];

  const logitsOf = (images: tf.Tensor) => network.forward(normalize(images as tf.Tensor4D, normalization));
  const forward = once(() => engine.compile(logitsOf, [{ shape }]));
  const oneHotShape = [batch, classes];
  const backward = new Map(
    LOSS_IDS.map((loss) => [
      loss,
      once(() =>
        engine.compile(
          (images, labels, targets) => lossGradient(logitsOf, loss, images, labels, targets),
          [{ shape }, { shape: oneHotShape }, ...(loss === "targeted-dlr" ? [{ shape: oneHotShape }] : [])],
        ),
      ),
    ]),
  );

  const signedStep = once(() =>
    engine.compile(
      (images, clean, labels, stride, reach, box) => {
        const [gradient, logits, losses] = lossGradient(logitsOf, "cross-entropy", images, labels);
        return [stepInBox(images, clean, gradient, stride, reach, box), logits, losses];
      },
      [{ shape }, { shape }, { shape: oneHotShape }, { shape: [CHANNELS] }, { shape: [CHANNELS] }, { shape: [2] }],
    ),
  );

  const count = (images: Float32Array) => {
    if (images.length % pixels !== 0) {
      throw new InputError("images", {
        expected: `a multiple of ${height} x ${width} x ${CHANNELS} values, as this network takes`,
        got: `${images.length}`,
      });
    }
    return images.length / pixels;
  };

  return {
    classes,
    height,
    width,
    normalization,
    batch,
    async logits(images) {
      const n = count(images);
      const logits = new Float32Array(n * classes);
      const graph = await forward();
      for (let start = 0; start < n; start += batch) {
        const end = Math.min(n, start + batch);
        const [result] = await graph.run(rows(images, start, end, pixels, batch));
        logits.set(result.subarray(0, (end - start) * classes), start * classes);
      }
      return logits;
    },
    async gradient(images, labels, loss = "cross-entropy", targets) {
      const n = count(images);
      const rowsOfClasses = (loss === "targeted-dlr" ? [labels, targets ?? new Int32Array()] : [labels]).map((of) =>
        oneHot(of, n, classes),
      );
      const gradient = new Float32Array(images.length);
      const logits = new Float32Array(n * classes);
      const losses = new Float32Array(n);
      const graph = await (backward.get(loss) as CompileOnce)();
      for (let start = 0; start < n; start += batch) {
        const end = Math.min(n, start + batch);
        const size = end - start;
        const results = await graph.run(
          rows(images, start, end, pixels, batch),
          ...rowsOfClasses.map((values) => rows(values, start, end, classes, batch)),
        );
        gradient.set(results[0].subarray(0, size * pixels), start * pixels);
        logits.set(results[1].subarray(0, size * classes), start * classes);
        losses.set(results[2].subarray(0, size), start);
      }
      return { gradient, logits, losses };
    },
    async signStep(images, clean, labels, { stride, reach, lowest, highest }) {
      const n = count(images);
      const wanted = oneHot(labels, n, classes);
      const constants = [stride, reach, [lowest, highest]].map((values) => Float32Array.from(values));
      const stepped = new Float32Array(images.length);
      const logits = new Float32Array(n * classes);
      const losses = new Float32Array(n);
      const graph = await signedStep();
      for (let start = 0; start < n; start += batch) {
        const end = Math.min(n, start + batch);
        const size = end - start;
        const results = await graph.run(
          rows(images, start, end, pixels, batch),
          rows(clean, start, end, pixels, batch),
          rows(wanted, start, end, classes, batch),
          ...constants,
        );
        stepped.set(results[0].subarray(0, size * pixels), start * pixels);
        logits.set(results[1].subarray(0, size * classes), start * classes);
        losses.set(results[2].subarray(0, size), start);
      }
      return { images: stepped, logits, losses };
    },
    async dispose() {
      await Promise.all([forward, signedStep, ...backward.values()].map((graph) => graph.dispose()));
    },
  };
}

/** (image - mean) / std per channel, on pixels in 0...1. */
function normalize(images: tf.Tensor4D, { mean, std }: Normalization): tf.Tensor4D {
  return tf.div(tf.sub(images, tf.tensor1d([...mean])), tf.tensor1d([...std]));
}

/** The gradient of the summed losses with respect to the images, with the logits and each image's loss. */
function lossGradient(
  logitsOf: (images: tf.Tensor) => tf.Tensor2D,
  loss: LossId,
  images: tf.Tensor,
  labels: tf.Tensor,
  targets?: tf.Tensor,
): readonly tf.Tensor[] {
  let logits: tf.Tensor | undefined;
  let losses: tf.Tensor | undefined;
  const gradient = tf.grad((x: tf.Tensor) => {
    logits = tf.keep(logitsOf(x));
    losses = tf.keep(logitLosses(loss, logits, labels, targets));
    return tf.sum(losses);
  })(images);
  if (logits === undefined || losses === undefined) throw new Error("the gradient did not call its function");
  return [gradient, logits, losses];
}

/** clip(images + stride x sign(gradient)) to `reach` around `clean`, then to `box`, its lowest and highest value. */
function stepInBox(
  images: tf.Tensor,
  clean: tf.Tensor,
  gradient: tf.Tensor,
  stride: tf.Tensor,
  reach: tf.Tensor,
  box: tf.Tensor,
): tf.Tensor {
  const [lowest, highest] = tf.split(box, 2);
  const stepped = tf.add(images, tf.mul(stride, tf.sign(gradient)));
  const above = tf.maximum(tf.maximum(stepped, tf.sub(clean, reach)), lowest);
  return tf.minimum(tf.minimum(above, tf.add(clean, reach)), highest);
}

/** One-hot rows, row-major [n, classes]. */
function oneHot(labels: Int32Array, n: number, classes: number): Float32Array {
  if (labels.length !== n) {
    throw new InputError("labels", { expected: `${n}, one for each image`, got: `${labels.length}` });
  }
  const targets = new Float32Array(n * classes);
  for (let i = 0; i < n; i++) {
    if (!(labels[i] >= 0 && labels[i] < classes)) {
      throw new InputError(`labels, row ${i}`, { expected: `a label in 0...${classes - 1}`, got: `${labels[i]}` });
    }
    targets[i * classes + labels[i]] = 1;
  }
  return targets;
}

/** Rows start...end-1, padded with rows of zeros to a whole batch. */
function rows(values: Float32Array, start: number, end: number, row: number, batch: number): Float32Array {
  const slice = values.subarray(start * row, end * row);
  if (end - start === batch) return slice;
  const padded = new Float32Array(batch * row);
  padded.set(slice);
  return padded;
}

interface CompileOnce {
  (): Promise<CompiledFunction>;
  dispose(): Promise<void>;
}

/** Compiles on the first call and hands out the same graph afterwards. */
function once(compile: () => Promise<CompiledFunction>): CompileOnce {
  let graph: Promise<CompiledFunction> | undefined;
  return Object.assign(
    () => {
      graph ??= compile().catch((error: unknown) => {
        graph = undefined;
        throw error;
      });
      return graph;
    },
    {
      async dispose() {
        const compiled = await graph;
        graph = undefined;
        await compiled?.dispose();
      },
    },
  );
}
