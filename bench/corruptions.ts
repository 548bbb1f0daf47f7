import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import {
  type Corruption,
  corrupt,
  corruptionRandom,
  corruptions,
  createCorruptionCache,
} from "../corruptions/index.ts";
import { SEVERITIES, type Severity } from "../src/core/condition.ts";
import type { Image } from "../src/core/image.ts";
import { createRandom } from "../src/core/random.ts";
import { corruptBatches } from "../src/data/corrupted.ts";
import { createCorruptor } from "../src/data/corruptor.ts";

const SIDE = 32;
const BATCH = 256;

/**
 * Time of the reference for the same images, milliseconds, mean over severities and sum over the nineteen:
 * make_cifar_c.py of hendrycks/robustness with NumPy 1.24, scikit-image 0.19 and OpenCV 4.6, on another machine.
 */
const REFERENCE_SUM = 30.2;

/** Each corruption on one core, drawing included, and all of them on every core. */
export async function benchCorruptions(): Promise<void> {
  console.log(
    `corruptions: milliseconds for one image of ${SIDE} x ${SIDE}, one core, mean over severities (draws in it)`,
  );
  const image = noiseImage();
  const options = { cache: createCorruptionCache() };
  let sum = 0;
  for (const corruption of corruptions) {
    const whole = meanOverSeverities((severity, index) => {
      corrupt(corruption, image, severity, corruptionRandom(0, corruption.id, severity, index), options);
    });
    const draws = meanOverSeverities((severity, index) => {
      const random = corruptionRandom(0, corruption.id, severity, index);
      (corruption as Corruption).draw(image, severity, random, options);
    });
    sum += whole;
    console.log(`  ${corruption.id.padEnd(20)} ${whole.toFixed(3)}   (${draws.toFixed(3)})`);
  }
  console.log(
    `  ${"sum".padEnd(20)} ${sum.toFixed(3)}   target ${(REFERENCE_SUM / 10).toFixed(2)}, reference ${REFERENCE_SUM}`,
  );
  for (const threads of [1, availableParallelism()]) {
    console.log(
      `  ${threads} thread(s), all nineteen in turn: ${(await imagesPerSecond(threads)).toFixed(0)} images/s`,
    );
  }
}

/** Least time of one call in milliseconds; short windows, so that some of them have the core to themselves. */
function meanOverSeverities(run: (severity: Severity, index: number) => void): number {
  const calls = 8;
  const times = SEVERITIES.map((severity) => {
    for (let i = 0; i < 100; i++) run(severity, i);
    let least = Number.POSITIVE_INFINITY;
    for (let window = 0; window < 40; window++) {
      const start = performance.now();
      for (let i = 0; i < calls; i++) run(severity, i);
      least = Math.min(least, (performance.now() - start) / calls);
    }
    return least;
  });
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

async function imagesPerSecond(threads: number): Promise<number> {
  const image = noiseImage();
  const indices = Int32Array.from({ length: 4 * BATCH }, (_, i) => i);
  const dataset = {
    height: SIDE,
    width: SIDE,
    read: async (wanted: ArrayLike<number>) => {
      const pixels = new Uint8Array(wanted.length * image.pixels.length);
      for (let i = 0; i < wanted.length; i++) pixels.set(image.pixels, i * image.pixels.length);
      return pixels;
    },
  };
  const corruptor = createCorruptor({ threads });
  const sweep = async () => {
    for (const { id } of corruptions) {
      const request = { dataset, indices, corruption: id, severity: 3 as const, seed: 0, batch: BATCH, corruptor };
      for await (const _ of corruptBatches(request));
    }
  };
  await sweep();
  const start = performance.now();
  await sweep();
  const seconds = (performance.now() - start) / 1000;
  await corruptor.close();
  return (indices.length * corruptions.length) / seconds;
}

/** Smooth noise: neither flat nor all edges. */
function noiseImage(): Image {
  const random = createRandom("bench image");
  let value = 128;
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => {
    value = Math.min(255, Math.max(0, value + random.integer(41) - 20));
    return value;
  });
  return { pixels, height: SIDE, width: SIDE };
}
