import { beforeAll, describe, expect, test } from "vitest";
import { corrupt, corruptionRandom, findCorruption } from "../../corruptions/index.ts";
import { type CorruptionRequest, corruptBatches } from "../../src/data/corrupted.ts";
import { createCorruptor } from "../../src/data/corruptor.ts";
import { syntheticImage } from "../corruptions/support/synthetic-image.ts";
import { compiled } from "./compiled.ts";

const images = Array.from({ length: 23 }, (_, i) => syntheticImage(16, 12, i));
const size = 16 * 12 * 3;
const dataset = {
  height: 16,
  width: 12,
  read: async (indices: ArrayLike<number>) => {
    const pixels = new Uint8Array(indices.length * size);
    for (let i = 0; i < indices.length; i++) pixels.set(images[indices[i]].pixels, i * size);
    return pixels;
  },
};
const all = Int32Array.from(images.keys());

async function collect(request: Partial<CorruptionRequest>, batches = corruptBatches): Promise<Uint8Array[]> {
  const corruptor = request.corruptor ?? createCorruptor({ threads: 1 });
  const result: Uint8Array[] = [];
  const defaults = { dataset, indices: all, corruption: "spatter", severity: 3, seed: 5, batch: 4 } as const;
  for await (const { start, count, pixels } of batches({ ...defaults, ...request, corruptor })) {
    expect(start).toBe(result.length);
    for (let i = 0; i < count; i++) result.push(pixels.slice(i * size, (i + 1) * size));
  }
  return result;
}

describe("corrupted batches", () => {
  test("are what corrupt() makes of each image for itself", async () => {
    const expected = images.map((image, i) => {
      return corrupt(findCorruption("spatter"), image, 3, corruptionRandom(5, "spatter", 3, i)).pixels;
    });
    expect(await collect({})).toEqual(expected);
  });

  test("do not depend on batch size, order or which other images there are", async () => {
    const whole = await collect({});
    for (const batch of [1, 7, 23, 100]) expect(await collect({ batch })).toEqual(whole);
    const backwards = Int32Array.from(all).reverse();
    expect(await collect({ indices: backwards })).toEqual([...whole].reverse());
    expect(await collect({ indices: Int32Array.of(9, 20) })).toEqual([whole[9], whole[20]]);
  });

  test("of no images are none", async () => {
    expect(await collect({ indices: new Int32Array(0) })).toEqual([]);
  });

  test("read no further ahead than the threads can use, and stop when the caller stops", async () => {
    let read = 0;
    const counting = { ...dataset, read: (indices: ArrayLike<number>) => dataset.read(indices).finally(() => read++) };
    const corruptor = createCorruptor({ threads: 1 });
    const request = { dataset: counting, indices: all, corruption: "fog", severity: 1, seed: 0, batch: 1, corruptor };
    for await (const _ of corruptBatches(request as CorruptionRequest)) break;
    expect(read).toBeLessThanOrEqual(corruptor.threads + 1);
  });

  test("pass on what goes wrong", async () => {
    await expect(collect({ corruption: "fogg" })).rejects.toThrow(/one of .*fog/);
    const broken = { ...dataset, read: () => Promise.reject(new Error("disk on fire")) };
    await expect(collect({ dataset: broken })).rejects.toThrow("disk on fire");
  });
});

describe("compiled, on worker threads", () => {
  let corruptor: typeof import("../../src/data/corruptor.ts");
  let corrupted: typeof import("../../src/data/corrupted.ts");
  beforeAll(async () => {
    const load = compiled("src/data/corrup*.ts");
    corruptor = (await load("src/data/corruptor.js")) as typeof corruptor;
    corrupted = (await load("src/data/corrupted.js")) as typeof corrupted;
  });

  test.each([1, 2, 3])("%i threads give the same bytes", async (threads) => {
    const pool = corruptor.createCorruptor({ threads });
    expect(pool.threads).toBe(threads);
    try {
      for (const corruption of ["frost", "glass_blur", "jpeg_compression"]) {
        const found = await collect({ corruption, batch: 3, corruptor: pool }, corrupted.corruptBatches);
        expect(found).toEqual(await collect({ corruption }));
      }
    } finally {
      await pool.close();
    }
  });

  test("the caller's options reach the threads", async () => {
    const textures = [1, 2, 3, 4, 5].map((seed) => syntheticImage(100, 90, seed));
    const options = { constants: "imagenet", frostTextures: textures } as const;
    const pool = corruptor.createCorruptor({ threads: 2, ...options });
    const found = await collect({ corruption: "frost", corruptor: pool }, corrupted.corruptBatches);
    await pool.close();
    expect(found).toEqual(
      await collect({ corruption: "frost", corruptor: createCorruptor({ threads: 1, ...options }) }),
    );
    expect(found).not.toEqual(await collect({ corruption: "frost" }));
  });

  test("an error in a thread reaches the caller, and a closed pool says so", async () => {
    const pool = corruptor.createCorruptor({ threads: 2 });
    const unknown = collect({ corruption: "fogg", corruptor: pool }, corrupted.corruptBatches);
    await expect(unknown).rejects.toMatchObject({ name: "InputError", subject: "corruption" });
    expect(await collect({ corruptor: pool }, corrupted.corruptBatches)).toEqual(await collect({}));
    await pool.close();
    const closed = collect({ corruptor: pool }, corrupted.corruptBatches);
    await expect(closed).rejects.toThrow();
  });
});
