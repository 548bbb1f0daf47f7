import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { tfjsFolder } from "./tensorflow-fixture.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

/** Values that readers trip over. */
const ODD = [
  null,
  true,
  -1,
  0,
  0.5,
  1,
  7,
  2 ** 20,
  2 ** 31,
  1e300,
  "",
  "-1",
  "2147483648",
  "__proto__",
  "constructor",
  "../x",
  "Softmax",
  "Reshape",
  "Tile",
  "Einsum",
  "DT_STRING",
  [],
  {},
  [[[[]]]],
  [1, -1, 2 ** 31],
] as const;

/** What happens at one place of the document: another value, a piece of it from elsewhere, gone, or there twice. */
const change = fc.record({
  at: fc.noShrink(fc.nat()),
  kind: fc.constantFrom("odd", "copy", "remove", "repeat"),
  from: fc.noShrink(fc.nat()),
});

type Container = Record<string, unknown> | unknown[];
type Change = { readonly at: number; readonly kind: string; readonly from: number };

function places(value: unknown, into: [Container, string][] = []): [Container, string][] {
  if (typeof value !== "object" || value === null) return into;
  for (const key of Object.keys(value)) {
    into.push([value as Container, key]);
    places((value as Record<string, unknown>)[key], into);
  }
  return into;
}

function apply(document: object, { at, kind, from }: Change): void {
  const all = places(document);
  const [container, key] = all[at % all.length];
  const fields = container as Record<string, unknown>;
  const [source, sourceKey] = all[from % all.length];
  if (kind === "odd") fields[key] = structuredClone(ODD[from % ODD.length]);
  else if (kind === "copy") fields[key] = structuredClone((source as Record<string, unknown>)[sourceKey]);
  else if (Array.isArray(container))
    container.splice(Number(key), kind === "remove" ? 1 : 0, ...(kind === "repeat" ? [container[Number(key)]] : []));
  else delete fields[key];
}

describe("model.json with values out of place is read or refused, and nothing else", () => {
  const runs = process.env["SLOW"] ? 3_000 : 25;
  for (const name of ["graph-two", "attention-plain", "layers-transfer", "layers-kinds"]) {
    test(`${runs} variants of ${name}`, { timeout: 900_000 }, async () => {
      const outcomes = { read: 0, refused: 0 };
      const before = process.memoryUsage().rss;
      let original: object = {};
      const folder = tfjsFolder(name, (json) => {
        original = structuredClone(json);
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const json = structuredClone(original);
          for (const one of changes) apply(json, one);
          writeFileSync(join(folder, "model.json"), JSON.stringify(json));
          try {
            const options = { normalization: NORMALIZATIONS.none, imageSize: { height: 12, width: 12 } };
            (await openNetwork(folder, options)).dispose();
            outcomes.read++;
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            outcomes.refused++;
          }
        }),
        { numRuns: runs, seed: 8 },
      );
      process.stderr.write(`${name}: ${outcomes.read} read, ${outcomes.refused} refused\n`);
      expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
    });
  }

  test("weights that are cut short, or longer", async () => {
    for (const change of [-1, 1]) {
      const folder = tfjsFolder("graph-plain", (_, weights) => {
        return change < 0 ? weights.subarray(0, change) : Buffer.concat([weights, Buffer.alloc(change)]);
      });
      await expect(openNetwork(folder, { normalization: NORMALIZATIONS.none })).rejects.toThrow(/expected \d+ bytes/);
    }
  });
});
