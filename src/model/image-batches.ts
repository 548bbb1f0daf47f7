import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { CompiledFunction } from "../engine/index.ts";
import type { ImageSize } from "./network.ts";

/** Numbers that belong to images: `row` for each. */
export interface Rows {
  readonly values: Float32Array;
  readonly row: number;
}

/** How a compiled function is called for any number of images. */
export interface BatchedCall {
  readonly count: number;
  /** Images per call. */
  readonly batch: number;
  /** Inputs with a row for each image. */
  readonly inputs: readonly Rows[];
  /** Inputs after those, the same in every call. */
  readonly constants?: readonly Float32Array[];
  /** Numbers of each image in each output. */
  readonly outputs: readonly number[];
}

/**
 * Calls a function of a fixed batch size as often as needed, and at once: what the engine has room for runs side by side. The
 * last batch is padded with zeros, whose results are dropped.
 */
export async function runInBatches(
  graph: CompiledFunction,
  { count, batch, inputs, constants = [], outputs }: BatchedCall,
): Promise<Float32Array[]> {
  const results = outputs.map((row) => new Float32Array(count * row));
  const call = async (start: number) => {
    const end = Math.min(count, start + batch);
    const found = await graph.run(...inputs.map((rows) => padded(rows, start, end, batch)), ...constants);
    outputs.forEach((row, i) => {
      results[i].set(found[i].subarray(0, (end - start) * row), start * row);
    });
  };
  await Promise.all(Array.from({ length: Math.ceil(count / batch) }, (_, i) => call(i * batch)));
  return results;
}

/** Rows from `start` up to, without, `end`, with rows of zeros to a whole batch. */
function padded({ values, row }: Rows, start: number, end: number, batch: number): Float32Array {
  const slice = values.subarray(start * row, end * row);
  if (end - start === batch) return slice;
  const whole = new Float32Array(batch * row);
  whole.set(slice);
  return whole;
}

/**
 * Images with three channels as rows, and how many there are.
 *
 * @throws InputError where it is no whole number of images
 */
export function imageRows(images: Float32Array, { height, width }: ImageSize): Rows & { readonly count: number } {
  const row = height * width * CHANNELS;
  if (images.length % row !== 0) {
    throw new InputError("images", {
      expected: `a multiple of ${height} x ${width} x ${CHANNELS} values, as this network takes`,
      got: `${images.length}`,
    });
  }
  return { values: images, row, count: images.length / row };
}

/**
 * One-hot rows, row-major [count, classes].
 *
 * @throws InputError where labels are too few, too many, or of no class
 */
export function oneHotRows(labels: Int32Array, count: number, classes: number): Rows {
  if (labels.length !== count) {
    throw new InputError("labels", { expected: `${count}, one for each image`, got: `${labels.length}` });
  }
  const values = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) {
    if (!(labels[i] >= 0 && labels[i] < classes)) {
      throw new InputError(`labels, row ${i}`, {
        expected: `a label in [0, ${classes - 1}]`,
        got: `${labels[i]}`,
      });
    }
    values[i * classes + labels[i]] = 1;
  }
  return { values, row: classes };
}
