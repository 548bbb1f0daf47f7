import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "..", "..", "examples", "ci", "action.sh");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-action-"));
  // Stands for the program: says what it was called with, leaves a result, fails as a gate does.
  await writeFile(
    join(folder, "program.mjs"),
    `import { writeFileSync } from "node:fs";
     const args = process.argv.slice(2);
     writeFileSync(args[args.indexOf("--check-json") + 1], JSON.stringify({ verdict: "failed", args }));
     process.exitCode = 100;`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function act(inputs: Record<string, string>) {
  const reports = join(folder, "re ports");
  const output = join(folder, "output");
  await writeFile(output, "");
  const env = {
    PATH: process.env["PATH"] ?? "",
    IPSWAP_EVAL: `node ${join(folder, "program.mjs")}`,
    DATA: "emoji",
    BASELINE: "base line.npz",
    REPORTS: reports,
    GITHUB_OUTPUT: output,
    ...inputs,
  };
  const code = await new Promise((done) => execFile("bash", [SCRIPT], { env }, (error) => done(error?.code ?? 0)));
  const { args } = JSON.parse(await readFile(join(reports, "check.json"), "utf8"));
  return { code, args: args as string[], output: await readFile(output, "utf8") };
}

describe.skipIf(process.platform === "win32")("the action's script", () => {
  test("hands the inputs on as they are, and the exit code back", async () => {
    const { code, args, output } = await act({ CKPT: "my model; rm -rf $HOME", OPTIONS: "--normalize cifar10" });
    expect(code).toBe(100);
    expect(output).toBe("exit-code=100\nverdict=failed\n");
    expect(args.slice(0, 3)).toEqual(["check", "--ckpt", "my model; rm -rf $HOME"]);
    expect(args).toEqual(expect.arrayContaining(["--baseline", "base line.npz", "--normalize", "cifar10"]));
    expect(args).not.toContain("--soft-fail");
    expect(args).not.toContain("--budget");
  });

  test("gate.sh: each checkpoint is measured in a folder of its own, so that a second one is not refused", async () => {
    const env = {
      PATH: process.env["PATH"] ?? "",
      IPSWAP_EVAL: `node ${join(folder, "program.mjs")}`,
      REPORTS: join(folder, "of the shell"),
    };
    const args = [join(SCRIPT, "..", "gate.sh"), "worse/four bits", "folder:my data", "--strict"];
    const code = await new Promise((done) => execFile("bash", args, { env }, (error) => done(error?.code ?? 0)));
    expect(code).toBe(100);
    const { args: given } = JSON.parse(await readFile(join(env.REPORTS, "check.json"), "utf8"));
    const after = (flag: string) => given[given.indexOf(flag) + 1];
    expect(["--ckpt", "--data", "--baseline"].map(after)).toEqual([
      "worse/four bits",
      "folder:my data",
      "ipswap.baseline.npz",
    ]);
    expect(after("--out")).toBe(join(env.REPORTS, "measured", "four bits"));
    expect(given.at(-1)).toBe("--strict");
  });

  test("a result that is measured already", async () => {
    const { args } = await act({ RESULT: "results/a", BUDGET: "b.json", SOFT_FAIL: "true" });
    expect(args.slice(0, 2)).toEqual(["check", "results/a"]);
    expect(args).toEqual(expect.arrayContaining(["--budget", "b.json", "--soft-fail"]));
    expect(args).not.toContain("--ckpt");
  });
});
