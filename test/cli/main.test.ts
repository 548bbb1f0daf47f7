import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { main } from "../../src/cli/main.ts";
import { capturedIo } from "./captured-io.ts";

async function run(...argv: string[]) {
  const io = capturedIo();
  return { code: await main(argv, io), out: io.out(), err: io.err() };
}

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await run("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("--help names every command, on stdout", async () => {
  const { code, out, err } = await run("--help");
  expect(code).toBe(0);
  expect(err).toBe("");
  expect(commands.length).toBeGreaterThan(3);
  for (const create of commands) expect(out).toContain(`  ${create(capturedIo()).name()} [options] `);
});

test.each([
  [["no-such-command"], /unknown command 'no-such-command'/],
  [["safety", "--no-such-option"], /unknown option '--no-such-option'/],
  [["safety", "--limit", "0"], /Expected a whole number of at least 1/],
  [["safety", "--engine", "abacus"], /Allowed choices are onnx, tensorflow, cpu/],
] as const)("%j exits with 2 and says why on stderr", async (argv, message) => {
  const { code, out, err } = await run(...argv);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(message);
});

test.each([
  [["safety", "--data", "mnist"], /--data: expected the path of a data set, or one of emoji.*got "mnist"/],
  [["safety", "--attacks", "fgsm,magic"], /--attacks: expected none, all, or some of fgsm.*got "magic"/],
  [["safety", "--epsilons", "8/0"], /--epsilons: expected .*got "8\/0"/],
  [["safety", "--corruptions", "rain"], /--corruptions: expected none, suites \(paper-10.*got "rain"/],
  [["safety", "--data", "cifar100:/no/such/place"], /\/no\/such\/place: expected/],
] as const)("%j: what the user gave is at fault, so the message comes without a stack", async (argv, message) => {
  const { code, out, err } = await run(...argv);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(/^ipswap-eval: /);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
});
