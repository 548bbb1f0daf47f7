import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attacks } from "../../attacks/index.ts";
import { main } from "../../src/cli/main.ts";
import type { AttackResult } from "../../src/result/attack-result.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "attack-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...options: string[]) {
  const io = capturedIo();
  const code = await main(["attack", ...options], io);
  return { code, out: io.out(), err: io.err() };
}

test("--list names every attack and its source", async () => {
  const { code, out } = await run("--list");
  expect(code).toBe(0);
  for (const { id, source } of attacks) {
    expect(out).toContain(` ${id} `);
    expect(out).toContain(source);
  }
});

describe("what cannot be done is refused before anything is loaded", () => {
  test.each([
    [["--attack", "gaussian"], "--attack: expected one of fgsm,"],
    [["--steps", "0"], "attack pgd, steps: expected an integer of at least 1"],
    [["--eps", "8%"], '--eps: expected a decimal or a quotient of at least 0, but got "8%"'],
    [["--attack", "fgsm", "--queries", "9"], "attack fgsm: expected no option, but got queries 9"],
    [["--against", "squares"], "--against: expected none, all, or some of fgsm"],
    [["--step-size", "0"], "attack pgd, step size: expected a finite number above 0"],
  ])("%j", async (options, message) => {
    const { code, err, out } = await run(...options);
    expect(err).toContain(message);
    expect(out).toBe("");
    expect(code).toBe(2);
  });
});

test("the bundled checkpoint, one step: table, JSON and picture agree", async () => {
  const options = ["--limit", "8", "--attack", "fgsm", "--eps", "0.2", "--curve", "0.01", "--against", "none"];
  const { code, out, err } = await run(...options, "--out", folder);
  expect(err).toContain("a picture of what broke first");
  expect(code).toBe(0);
  const result = JSON.parse(await readFile(join(folder, "attack.json"), "utf8")) as AttackResult;
  expect(result.attack.id).toBe("fgsm");
  expect(result.study.examples.length).toBe(8);
  expect(out).toContain(`${(result.study.accuracy * 100).toFixed(1)} %`);
  expect(out).toContain("Can the number be believed?");
  const right = result.study.examples.filter(({ label, attacked }) => label === attacked).length;
  expect(result.study.accuracy).toBe(right / 8);
  if (result.brokenFirst.length > 0) {
    const png = await readFile(join(folder, "attack.png"));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
  }
});
