import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dealOut } from "../../src/core/shard.ts";
import { evaluatePart } from "../../src/evaluate/evaluate-part.ts";
import type { Evaluation } from "../../src/evaluate/evaluation.ts";
import { mergeParts } from "../../src/evaluate/merge-parts.ts";
import { run, TINY_PLAN, tinyEvaluation } from "./tiny-evaluation.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-shards-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a part, or its first events as a kill would leave it. */
async function part(index: number, count: number, changes: Partial<Evaluation> = {}, events = Infinity) {
  const path = join(folder, `part-${index}`);
  const running = evaluatePart(await tinyEvaluation(path, changes), { index, count });
  for (let i = 0; i < events; i++) if ((await running.next()).done) return path;
  await running.return();
  return path;
}

async function files(root: string): Promise<Record<string, string>> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  const contents = await Promise.all(paths.map(async (path) => (await readFile(path)).toString("base64")));
  return Object.fromEntries(paths.map((path, i) => [path.slice(root.length + 1), contents[i]]));
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test.each([1, 2, 5, 40])("%d parts, joined in any order, give the bytes of a run in one go", async (count) => {
  await run(await tinyEvaluation(join(folder, "whole")));
  const parts: string[] = [];
  for (const index of numbers(count)) parts.push(await part(index, count));
  await mergeParts(parts.toReversed(), join(folder, "merged"));
  expect(await files(join(folder, "merged"))).toEqual(await files(join(folder, "whole")));
});

test("a part that was killed goes on, and is no part before it is finished", async () => {
  await run(await tinyEvaluation(join(folder, "whole")));
  const killed = await part(1, 2, {}, 4);
  const other = await part(2, 2);
  await expect(mergeParts([killed, other], join(folder, "early"))).rejects.toThrow(/part-1 has no part.json/);
  await part(1, 2);
  await mergeParts([killed, other], join(folder, "merged"));
  expect(await files(join(folder, "merged"))).toEqual(await files(join(folder, "whole")));
});

test("without attacks, without corruptions", async () => {
  for (const changes of [{ attacks: [] }, { corruptions: [] }]) {
    const plan = { ...TINY_PLAN, ...changes };
    const name = Object.keys(changes)[0];
    await run(await tinyEvaluation(join(folder, `whole-${name}`), { plan }));
    const parts = [await part(1, 2, { plan, restart: true }), await part(2, 2, { plan, restart: true })];
    await mergeParts(parts, join(folder, `merged-${name}`));
    expect(await files(join(folder, `merged-${name}`))).toEqual(await files(join(folder, `whole-${name}`)));
  }
});

describe("refused by name, with exit code 3", () => {
  const merge = (...parts: string[]) => mergeParts(parts, join(folder, "merged"));
  const incomparable = (message: RegExp) =>
    expect.objectContaining({ name: "Incomparable", message: expect.stringMatching(message) });

  test("a part that is missing", async () => {
    await expect(merge(await part(2, 3))).rejects.toEqual(incomparable(/of 3 parts these are missing: 1, 3/));
  });

  test("a part that is there twice", async () => {
    const first = await part(1, 2);
    await cp(first, join(folder, "copy"), { recursive: true });
    await expect(merge(first, join(folder, "copy"))).rejects.toEqual(
      incomparable(/part 1 of 2 is in .*part-1 and in .*copy/),
    );
  });

  test.each([
    ["another plan", { plan: { ...TINY_PLAN, seed: 4 } }, /plan.seed 3 \(now 4\)/],
    ["another version", { toolVersion: "0.0.1" }, /tool.version "0.0.0" \(now "0.0.1"\)/],
  ])("%s", async (_, changes, message) => {
    const parts = [await part(1, 2), await part(2, 2, changes)];
    await expect(merge(...parts)).rejects.toEqual(incomparable(message));
  });

  test("another number of parts", async () => {
    await expect(merge(await part(1, 2), await part(2, 3))).rejects.toEqual(incomparable(/parts 2 \(now 3\)/));
  });

  test("a part that lost a file", async () => {
    const parts = [await part(1, 2), await part(2, 2)];
    for (const path of parts) {
      for (const name of Object.keys(await files(path))) {
        if (name.endsWith("corruption-gaussian_noise-3.npz")) await rm(join(path, name));
      }
    }
    await expect(merge(...parts)).rejects.toEqual(incomparable(/no part has corruption-gaussian_noise-3.npz of first/));
  });

  test("the folder of another part", async () => {
    await part(1, 2);
    await writeFile(join(folder, "note.txt"), "");
    const other = evaluatePart(await tinyEvaluation(join(folder, "part-1")), { index: 2, count: 2 });
    await expect(other.next()).rejects.toThrow(/shard.index 1 \(now 2\)/);
  });
});

test("pieces are dealt out each once, and no shard has more than the largest piece above the mean", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (pieces, count) => {
        const shards = dealOut(pieces, (piece) => piece, count);
        expect(shards).toHaveLength(count);
        expect(shards.flat().toSorted((a, b) => a - b)).toEqual(pieces.toSorted((a, b) => a - b));
        const total = pieces.reduce((sum, piece) => sum + piece, 0);
        for (const shard of shards) {
          expect(shard.reduce((sum, piece) => sum + piece, 0)).toBeLessThanOrEqual(total / count + Math.max(...pieces));
        }
      },
    ),
  );
});
