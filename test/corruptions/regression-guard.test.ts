import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { corrupt, corruptionRandom, corruptions, createCorruptionCache } from "../../corruptions/index.ts";
import { SEVERITIES } from "../../src/core/condition.ts";
import { syntheticImage } from "./support/synthetic-image.ts";

// A regression guard and no more: these hashes come from this program itself. They say that a seed gives the bytes it
// gave before, drawing included, on every machine; that the bytes are right is checked in reference.test.ts. A change
// here changes published results: it belongs in the changelog. Update with UPDATE_HASHES=1.
const path = new URL("../fixtures/corruptions/regression-hashes.json", import.meta.url);
const image = syntheticImage(32, 32);
const options = { cache: createCorruptionCache() };

const found = Object.fromEntries(
  corruptions.map((corruption) => [
    corruption.id,
    SEVERITIES.map((severity) => {
      const random = corruptionRandom(0, corruption.id, severity, 7);
      const { pixels } = corrupt(corruption, image, severity, random, options);
      return createHash("sha256").update(pixels).digest("hex").slice(0, 16);
    }),
  ]),
);
if (process.env["UPDATE_HASHES"]) writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`);

test.each(corruptions.map(({ id }) => id))("%s gives the bytes that it gave before (regression guard)", (id) => {
  expect(found[id]).toEqual((JSON.parse(readFileSync(path, "utf8")) as typeof found)[id]);
});
