import { argmax } from "../core/argmax.ts";
import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import type { Engine } from "../engine/index.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import { cropAndNormalize, normalizationTable } from "./crop.ts";

/** Images per compiled forward pass. */
const BATCH = 100;

/** Measures top-1 accuracy on a data set, over and over while the weights change. */
export interface AccuracyProbe {
  /** @param weights in the network's order */
  measure(weights: readonly Float32Array[]): Promise<number>;
  dispose(): Promise<void>;
}

export async function createAccuracyProbe(
  engine: Engine,
  network: BoundNetwork,
  dataset: Dataset,
  normalization: Normalization,
): Promise<AccuracyProbe> {
  const { height, width, count, labels } = dataset;
  const classes = dataset.classes.length;
  const pixels = height * width * CHANNELS;
  const table = normalizationTable(normalization);
  const whole = { down: 0, right: 0, mirrored: false };
  const forward = await engine.compile(
    (images) => network.forward(images),
    [{ shape: [BATCH, height, width, CHANNELS] }],
    { state: network.weights.map(({ variable }) => variable) },
  );
  return {
    async measure(weights) {
      await forward.writeState(weights);
      let correct = 0;
      for (let start = 0; start < count; start += BATCH) {
        const size = Math.min(BATCH, count - start);
        const stored = await dataset.read(Int32Array.from({ length: size }, (_, i) => start + i));
        const images = new Float32Array(BATCH * pixels);
        for (let at = 0; at < size * pixels; at += pixels) {
          cropAndNormalize(stored.subarray(at, at + pixels), images.subarray(at, at + pixels), dataset, whole, table);
        }
        const [logits] = await forward.run(images);
        for (let i = 0; i < size; i++) if (argmax(logits, i, classes) === labels[start + i]) correct++;
      }
      return correct / count;
    },
    dispose: () => forward.dispose(),
  };
}
