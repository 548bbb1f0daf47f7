import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { conditionKey } from "../../src/core/condition.ts";
import { parseResult } from "../../src/result/read-result.ts";
import type { Result } from "../../src/result/safety-result.ts";
import { capturedIo } from "../cli/captured-io.ts";

/**
 * What `safety` measured of the bundled checkpoints when the file was last written: a regression guard, and no proof
 * that the figures are right (other tests compare with outside references). Where figures are meant to move, write it
 * anew with UPDATE_GOLDEN=1 and say in the changelog which moved and why.
 */
const GOLDEN = new URL("../fixtures/result/golden.json", import.meta.url);
const OPTIONS = ["--limit", "78", "--attack-limit", "12", "--epsilons", "0.01", "--corruptions", "fog"];

/**
 * How far a value may stray: another processor rounds otherwise, which can turn the answer of an example that was on
 * the edge. So a share may move by one example and a half, and what is averaged over examples by as much.
 */
const tolerance = (value: number, count: number) => 1.5 / count + 1e-3 * Math.abs(value);

/** Clean values do not depend on gradients: there no example is expected to turn. */
const CLEAN_TOLERANCE = 1e-3;

/** Every number of a result by the path that names it. */
function figures(result: Result): Map<string, { readonly value: number | null; readonly tolerance: number }> {
  const found = new Map<string, { value: number | null; tolerance: number }>();
  for (const { name, measurements } of result.checkpoints) {
    for (const { condition, count, values } of measurements) {
      for (const [metric, value] of Object.entries(values)) {
        const allowed = condition.kind === "clean" ? CLEAN_TOLERANCE : tolerance(value ?? 0, count);
        found.set(`${name}, ${conditionKey(condition)}, ${metric}`, { value, tolerance: allowed });
      }
    }
  }
  return found;
}

let now: Result;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "golden-result-"));
  const io = capturedIo();
  expect(await main(["safety", ...OPTIONS, "--json", "--out", folder], io)).toBe(0);
  now = parseResult(JSON.parse(io.out()), "result");
  await rm(folder, { recursive: true });
  if (process.env["UPDATE_GOLDEN"]) await writeFile(GOLDEN, `${JSON.stringify(now)}\n`);
}, 300_000);

test("no figure of the bundled checkpoints has moved", async () => {
  const golden = figures(parseResult(JSON.parse(await readFile(GOLDEN, "utf8")), "golden.json"));
  const actual = figures(now);
  expect([...actual.keys()]).toEqual([...golden.keys()]);
  const moved = [...golden].flatMap(([name, { value, tolerance: allowed }]) => {
    const measured = actual.get(name)?.value ?? null;
    if (value === null || measured === null) return value === measured ? [] : [`${name}: ${value} -> ${measured}`];
    return Math.abs(measured - value) <= allowed ? [] : [`${name}: ${value} -> ${measured}`];
  });
  expect(moved).toEqual([]);
});

test("a figure that moves is named", () => {
  const [name, { value, tolerance: allowed }] = [...figures(now)][0];
  expect(name).toBe("hard-label, clean, accuracy");
  expect(allowed).toBeLessThan(0.01);
  expect(value).toBeGreaterThan(0.2);
});
