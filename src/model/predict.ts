import type { Dataset } from "../core/dataset.ts";
import { toUnit } from "../core/image.ts";
import { type Predictions, predictionsFromLogits } from "../core/predictions.ts";
import { readAhead } from "../data/read-ahead.ts";
import type { Engine } from "../engine/index.ts";
import { withClassifier } from "./accuracy-check.ts";
import type { Network } from "./network.ts";

/** Images in memory at a time, apart from those that are read meanwhile. */
const SLICE = 512;

/**
 * What a network says of a set's images. The next images are read while it looks at some.
 *
 * @param count so many, the first of the set; default all
 */
export async function predict(
  network: Network,
  dataset: Dataset,
  engine: Engine,
  count: number = dataset.count,
): Promise<Predictions> {
  const classes = network.classes.length;
  const logits = new Float32Array(count * classes);
  function* slices() {
    for (let start = 0; start < count; start += SLICE) {
      yield Int32Array.from({ length: Math.min(SLICE, count - start) }, (_, i) => start + i);
    }
  }
  await withClassifier(network, engine, count, async (model) => {
    for await (const { indices, pixels } of readAhead(dataset, slices())) {
      logits.set(await model.logits(toUnit(pixels)), indices[0] * classes);
    }
  });
  return predictionsFromLogits(logits, dataset.labels.subarray(0, count), classes);
}
