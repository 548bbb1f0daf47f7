import { describe, expect, test } from "vitest";
import { corrupt, corruptionRandom, corruptions, createCorruptionCache } from "../../corruptions/index.ts";
import { SEVERITIES } from "../../src/core/condition.ts";
import { InputError } from "../../src/core/error.ts";
import { syntheticImage } from "./support/synthetic-image.ts";

const options = { cache: createCorruptionCache() };

describe.each(corruptions.map((corruption) => [corruption.id, corruption] as const))("%s", (id, corruption) => {
  const image = syntheticImage(32, 32);
  const run = (severity: (typeof SEVERITIES)[number], index = 0, seed = 0) =>
    corrupt(corruption, image, severity, corruptionRandom(seed, id, severity, index), options);

  test("has a snake-case id, a title and a source", () => {
    expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(corruption.title.length).toBeGreaterThan(2);
    expect(corruption.source).toMatch(/\w/);
  });

  test("makes the same bytes for the same key and leaves its input alone", () => {
    const before = image.pixels.slice();
    for (const severity of SEVERITIES) expect(run(severity).pixels).toEqual(run(severity).pixels);
    expect(image.pixels).toEqual(before);
  });

  test("makes the same bytes without a cache, and with one that other sizes and severities were made with", () => {
    const smaller = syntheticImage(24, 40);
    for (const severity of SEVERITIES) {
      for (const each of [image, smaller]) {
        const [cached, alone] = [options, {}].map(
          (given) => corrupt(corruption, each, severity, corruptionRandom(0, id, severity, 0), given).pixels,
        );
        expect(cached).toEqual(alone);
      }
    }
  });

  test("changes the image at every severity, and differently at each", () => {
    const outputs = SEVERITIES.map((severity) => run(severity).pixels.join());
    expect(new Set([...outputs, image.pixels.join()]).size).toBe(SEVERITIES.length + 1);
  });

  test("depends on seed and image index exactly if something is drawn", () => {
    const random = corruptionRandom(0, id, 5, 0);
    const drawn = corruption.draw(image, 5, random, {}) !== undefined;
    expect(run(5, 1).pixels.join() !== run(5, 0).pixels.join()).toBe(drawn);
    expect(run(5, 0, 1).pixels.join() !== run(5, 0).pixels.join()).toBe(drawn);
  });

  test.each([
    [8, 8],
    [33, 17],
    [40, 64],
    [65, 70],
  ])("takes images of %i x %i", (height, width) => {
    const odd = syntheticImage(height, width);
    for (const severity of SEVERITIES) {
      const result = corrupt(corruption, odd, severity, corruptionRandom(0, id, severity, 0), options);
      expect(result).toMatchObject({ height, width });
      expect(result.pixels.length).toBe(odd.pixels.length);
    }
  });

  test("takes black and white images", () => {
    for (const value of [0, 255]) {
      const flat = { ...image, pixels: new Uint8Array(image.pixels.length).fill(value) };
      for (const severity of SEVERITIES) {
        const { pixels } = corrupt(corruption, flat, severity, corruptionRandom(0, id, severity, 0), options);
        expect(pixels.length).toBe(flat.pixels.length);
      }
    }
  });
});

test("ids are unique", () => {
  expect(new Set(corruptions.map(({ id }) => id)).size).toBe(corruptions.length);
});

test("a severity that is none and pixels that do not fit are refused with a remedy in reach", () => {
  const image = syntheticImage(32, 32);
  const random = corruptionRandom(0, "fog", 1, 0);
  expect(() => corrupt(corruptions[0], image, 6 as never, random)).toThrow(/expected 1, 2, 3, 4 or 5, but got 6/);
  expect(() => corrupt(corruptions[0], { ...image, height: 31 }, 1, random)).toThrow(InputError);
  expect(() => corrupt(corruptions[0], syntheticImage(4, 4), 1, random)).toThrow(/at least 8 x 8/);
});
