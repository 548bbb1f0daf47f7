import type { Classifier } from "./classifier.ts";

/** Threads may add in another order when they are asked again; a difference beyond this is a random draw. */
export const REPEATABLE = 1e-5;
/** An image at another place of a batch may be summed in another order; a difference beyond this is its companions'. */
export const APART = 1e-3;

/**
 * Logits of the same images in other company: those at even places first, then those at odd places, so that each image
 * stands among others than in one pass over all of them. What a network says of an image must not depend on that. One
 * image alone stands beside a copy of itself, where it otherwise stands beside padding.
 *
 * @param images row-major [n, height, width, channels]
 * @returns rows of the model, in the order of the images
 */
export async function logitsApart(model: Classifier, images: Float32Array, count: number): Promise<Float32Array> {
  const size = images.length / count;
  const rowOf = (index: number) => images.subarray(index * size, (index + 1) * size);
  if (count === 1) {
    const twice = await model.logits(joined([rowOf(0), rowOf(0)]));
    return twice.slice(0, twice.length / 2);
  }
  let logits = new Float32Array();
  for (const first of [0, 1]) {
    const places = Array.from({ length: Math.ceil((count - first) / 2) }, (_, i) => first + 2 * i);
    const rows = await model.logits(joined(places.map(rowOf)));
    const width = rows.length / places.length;
    if (logits.length === 0) logits = new Float32Array(count * width);
    places.forEach((place, i) => {
      logits.set(rows.subarray(i * width, (i + 1) * width), place * width);
    });
  }
  return logits;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  rows.reduce((at, row) => {
    whole.set(row, at);
    return at + row.length;
  }, 0);
  return whole;
}
