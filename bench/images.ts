import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Jimp } from "jimp";
import sharp from "sharp";
import { inOrder } from "../src/core/in-order.ts";
import { createRandom } from "../src/core/random.ts";
import { createImageReader } from "../src/data/image/image-reader.ts";
import { DEFAULT_READING } from "../src/data/image/image-reading.ts";
import { squareOf } from "../src/data/preprocess/preprocess.ts";

const COUNT = 200;
const [WIDTH, HEIGHT] = [500, 375];
const SIDE = 224;
const ROUNDS = 3;

/** Files of photographs' size to pixels of a network's size: this program's reader against jimp and sharp alone. */
export async function benchImages(): Promise<void> {
  console.log(
    `images: JPEG files of ${WIDTH} x ${HEIGHT} to ${SIDE} x ${SIDE}, images/s, the best of ${ROUNDS} rounds`,
  );
  const folder = await mkdtemp(join(tmpdir(), "ipswap-bench-"));
  try {
    const paths = await photographs(folder);
    const threads = availableParallelism();
    const reading = { ...DEFAULT_READING, preprocess: squareOf(SIDE) };
    const readers: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
      "this reader, one thread": createImageReader(reading, 1).read,
      [`this reader, ${threads} threads`]: createImageReader(reading, threads).read,
      "jimp, no thread": async (path) => (await Jimp.read(path)).cover({ w: SIDE, h: SIDE }),
      "sharp, its own resizing": (path) => sharp(path).resize(SIDE, SIDE).raw().toBuffer(),
    };
    const best = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, read] of Object.entries(readers)) {
        const start = performance.now();
        for await (const _ of inOrder(
          paths.map((path) => () => read(path)),
          threads,
        ));
        const rate = (1000 * COUNT) / (performance.now() - start);
        best.set(name, Math.max(rate, best.get(name) ?? 0));
      }
    }
    const own = best.get(`this reader, ${threads} threads`) as number;
    for (const [name, rate] of best) {
      console.log(`  ${name.padEnd(26)} ${rate.toFixed(0).padStart(5)}   x ${(own / rate).toFixed(2)}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Smooth colours with noise on them, as much to decode as in a photograph. */
async function photographs(folder: string): Promise<readonly string[]> {
  const paths = Array.from({ length: COUNT }, (_, index) => join(folder, `${index}.jpg`));
  for (const [index, path] of paths.entries()) {
    const random = createRandom("bench photograph").fork(index);
    const [width, height] = [WIDTH / 10, Math.ceil(HEIGHT / 10)];
    const colours = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
    const smooth = await sharp(colours, { raw: { width, height, channels: 3 } })
      .resize(WIDTH, HEIGHT, { fit: "fill", kernel: "cubic" })
      .raw()
      .toBuffer();
    const noisy = smooth.map((value) => 0.85 * value + random.integer(38));
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    await sharp(noisy, { raw }).jpeg({ quality: 90 }).toFile(path);
  }
  return paths;
}
