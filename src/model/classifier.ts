import { type Classifier, LOSS_IDS, type LossId } from "../core/classifier.ts";
import { CHANNELS } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import { type CompileOnce, compileOnce } from "./compile-once.ts";
import { compiledForeign } from "./foreign-problem.ts";
import { imageRows, oneHotRows, runInBatches } from "./image-batches.ts";
import { inputGradient, stepInBox } from "./input-gradient.ts";
import { logitsOf } from "./logits-of.ts";
import { answerWidth, type Network } from "./network.ts";

/**
 * A network behind the interface that attacks and the evaluator see. Normalisation is part of the compiled graph,
 * so images are in [0, 1] and gradients are with respect to such images. Graphs have a static batch: each call is cut
 * into batches, the last one padded with black images whose results are dropped, and the engine computes as many of them
 * side by side as it has sessions. Graphs are compiled when first used.
 *
 * @param options.batch images per compiled batch
 */
export async function createClassifier(
  network: Network,
  engine: Engine,
  options: { readonly batch: number },
): Promise<Classifier> {
  const { batch } = options;
  const { height, width, normalization, channels } = network;
  const classes = network.classes.length;
  const { forward, backward, signedStep } = compiledPasses(network, engine, batch);
  return {
    classes,
    height,
    width,
    normalization,
    ...(channels !== undefined && { channels }),
    batch: batch * engine.sessions,
    async logits(images) {
      const { count, ...rows } = imageRows(images, network);
      const call = { count, batch, inputs: [rows], outputs: [answerWidth(network)] };
      const [logits] = await runInBatches(await forward(), call);
      return logits;
    },
    async gradient(images, labels, loss = "cross-entropy", targets) {
      const { count, ...rows } = imageRows(images, network);
      const named = loss === "targeted-dlr" ? [labels, targets ?? new Int32Array()] : [labels];
      const oneHot = named.map((of) => oneHotRows(of, count, classes));
      const call = { count, batch, inputs: [rows, ...oneHot], outputs: [rows.row, classes, 1] };
      const [gradient, logits, losses] = await runInBatches(await backward[loss](), call);
      return { gradient, logits, losses };
    },
    async signStep(images, clean, labels, { stride, reach, lowest, highest }) {
      const { count, ...rows } = imageRows(images, network);
      const constants = [stride, reach, [lowest, highest]].map((values) => Float32Array.from(values));
      const inputs = [rows, { values: clean, row: rows.row }, oneHotRows(labels, count, classes)];
      const call = { count, batch, inputs, constants, outputs: [rows.row, classes, 1] };
      const [stepped, logits, losses] = await runInBatches(await signedStep(), call);
      return { images: stepped, logits, losses };
    },
    async dispose() {
      await Promise.all([forward, signedStep, ...Object.values(backward)].map((graph) => graph.dispose()));
    },
  };
}

/** What a classifier compiles: logits, the gradient of each loss, and a signed step. */
function compiledPasses(network: Network, engine: Engine, batch: number) {
  const compile: Engine["compile"] = (...given) => compiledForeign(network, () => engine.compile(...given));
  const images = { shape: [batch, network.height, network.width, CHANNELS] };
  const labels = { shape: [batch, network.classes.length] };
  const channels = { shape: [CHANNELS] };
  const gradientOf = (loss: LossId) =>
    compileOnce(() =>
      compile(
        (x, wanted, targets) => inputGradient(network, loss, x, wanted, targets),
        [images, labels, ...(loss === "targeted-dlr" ? [labels] : [])],
      ),
    );

  return {
    forward: compileOnce(() => compile((x) => logitsOf(network, x), [images])),
    backward: Object.fromEntries(LOSS_IDS.map((loss) => [loss, gradientOf(loss)])) as Record<LossId, CompileOnce>,
    signedStep: compileOnce(() =>
      compile(
        (x, clean, wanted, ...limits) => {
          const [gradient, logits, losses] = inputGradient(network, "cross-entropy", x, wanted);
          return [stepInBox(x, clean, gradient, limits as [typeof x, typeof x, typeof x]), logits, losses];
        },
        [images, images, labels, channels, channels, { shape: [2] }],
      ),
    ),
  };
}
