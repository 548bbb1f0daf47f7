import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import { capturedIo } from "../cli/captured-io.ts";

// What examples/ci/README.md tells people to try, without a shell. On a busy machine networks take their time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const root = join(import.meta.dirname, "..", "..");
const model = join(root, "assets", "checkpoints", "hard-label");
let folder: string;
let baseline: string;
let budget: string;

async function run(...args: readonly string[]) {
  const io = capturedIo();
  return { code: await main(args, io), out: io.out(), err: io.err() };
}

const check = (ckpt: string, name: string) =>
  run("check", "--ckpt", ckpt, "--baseline", baseline, "--budget", budget, "--out", join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-trial-"));
  [baseline, budget] = ["baseline.npz", "budget.json"].map((name) => join(folder, name));
  const first = join(folder, "first");
  const question = ["--attacks", "none", "--corruptions", "none", "--explain", "none"];
  for (const args of [
    ["safety", "--ckpt", model, ...question, "--out", first],
    ["init", first, "--budget", budget],
    ["baseline", "save", first, "-o", baseline, "--budget", budget, "--release", "v1"],
  ]) {
    expect(await run(...args)).toMatchObject({ code: 0 });
  }
  const script = join(root, "examples", "ci", "make-worse.mjs");
  await promisify(execFile)(process.execPath, [script, model, join(folder, "worse")]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a checkpoint that forgot a class fails, and the sentence names it", async () => {
  const { code, out } = await check(join(folder, "worse", "forgotten"), "forgotten");
  expect(code).toBe(100);
  expect(out.replaceAll(/\s+/g, " ")).toMatch(
    /x Accuracy on clean images, class face-smiling is \d+\.\d\d points worse \(\d+\.\d\d % to 0\.00 %\)/,
  );
});

test("the same one passes, and the baseline is what it was", async () => {
  const before = await readFile(baseline);
  const { code, out } = await check(model, "same");
  expect(code).toBe(0);
  expect(out).toContain("identical: nothing was tested");
  expect((await readFile(baseline)).equals(before)).toBe(true);
});
