import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { corruptions, findCorruption } from "../../corruptions/index.ts";
import { SEVERITIES } from "../../src/core/condition.ts";
import { referenceCases } from "./support/reference.ts";
import { syntheticDraws } from "./support/synthetic-draws.ts";
import { syntheticImage } from "./support/synthetic-image.ts";

const cases = referenceCases();

describe("given the draws of hendrycks/robustness, the output is its output, bit for bit", () => {
  test.each(cases.map((each) => [each.id, each.severity, each] as const))("%s, severity %i", (id, severity, each) => {
    const { pixels } = findCorruption(id).apply(each.image, severity, each.draws, { constants: "cifar" });
    const differing = pixels.reduce((count, value, i) => count + (value === each.output[i] ? 0 : 1), 0);
    expect(differing).toBe(0);
  });

  test("every corruption of CIFAR-C but frost is among them, from the mildest to the worst", () => {
    const severities = (id: string) => cases.filter((each) => each.id === id).map(({ severity }) => severity);
    for (const { id } of corruptions) {
      if (id !== "frost") expect(severities(id), id).toEqual(expect.arrayContaining([1, 3, 5]));
    }
  });
});

describe("ImageNet-C's constants at 75 x 75, frost included: the hash of the output is the reference's", () => {
  const hashes = JSON.parse(
    readFileSync(new URL("../fixtures/corruptions/imagenet-hashes.json", import.meta.url), "utf8"),
  ) as Record<string, readonly string[]>;
  const image = syntheticImage(75, 75, 1);
  const frostTextures = [1, 2, 3, 4, 5].map((texture) => syntheticImage(90, 100, 10 + texture));

  test.each(corruptions.map(({ id }) => id))("%s", (id) => {
    const found = SEVERITIES.map((severity) => {
      const draws = syntheticDraws(id, image, severity);
      const { pixels } = findCorruption(id).apply(image, severity, draws, { frostTextures });
      return createHash("sha256").update(pixels).digest("hex").slice(0, 16);
    });
    expect(found).toEqual(hashes[id]);
  });
});
