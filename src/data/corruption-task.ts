import { type CorruptionOptions, corrupt, corruptionRandom, findCorruption } from "../../corruptions/index.ts";
import type { Severity } from "../core/condition.ts";
import { CHANNELS } from "../core/image.ts";

/** Some images to corrupt in one go. A plain value, so that a worker thread can be given it. */
export interface CorruptionTask {
  readonly corruption: string;
  readonly severity: Severity;
  readonly seed: number | string;
  /** Row-major [indices.length, height, width, 3]. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** Index of each image in its set: with seed, corruption and severity it keys what is random. */
  readonly indices: Int32Array;
}

/** The corrupted images, of the same shape. Each depends on its own pixels, index and the task's settings alone. */
export function corruptAll(task: CorruptionTask, options: CorruptionOptions): Uint8Array {
  const { severity, seed, pixels, height, width, indices } = task;
  const corruption = findCorruption(task.corruption);
  const size = height * width * CHANNELS;
  const corrupted = new Uint8Array(pixels.length);
  indices.forEach((index, i) => {
    const image = { pixels: pixels.subarray(i * size, (i + 1) * size), height, width };
    const random = corruptionRandom(seed, corruption.id, severity, index);
    corrupted.set(corrupt(corruption, image, severity, random, options).pixels, i * size);
  });
  return corrupted;
}
