import { cp, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { studyCommand } from "../../src/cli/commands/study.ts";
import { main } from "../../src/cli/main.ts";
import { type CommandOutcome, lastMessage, type RunCommand } from "../../src/cli/study/child-command.ts";
import { studyOf } from "../../src/cli/study/prepare.ts";
import { runStudy } from "../../src/cli/study/run-study.ts";
import { version } from "../../src/cli/version.ts";
import { presets } from "../../src/study/presets/index.ts";
import { parsePlan } from "../../src/study/read-plan.ts";
import { capturedIo } from "./captured-io.ts";

/** A study of two methods and a diverging one on a few of the embedded images. */
const plan = {
  name: "t",
  title: "Three methods",
  limit: 64,
  networks: ["resnet8"],
  reference: "hard label",
  methods: [
    { name: "hard label", method: "hard-label" },
    { method: "ipswap" },
    { name: "diverges", method: "ipswap", options: { alpha: 1e30 } },
  ],
  seeds: [0, 1],
  training: { epochs: 2 },
  measure: { attacks: "none", corruptions: "none" },
};

/** What each command left, by what it does: the same training is done once, and its folder copied afterwards. */
const done = new Map<string, { readonly out: string; readonly outcome: CommandOutcome }>();

/** Runs commands in this process. That they give the same bytes again is tested where they are. */
const runHere: RunCommand = async (argv) => {
  const out = argv[argv.indexOf("--out") + 1];
  // Paths but for the cell's id: those of the folder differ from test to test.
  const key = argv.map((word) => word.replace(/^.*cells/, "")).join(" ");
  const earlier = done.get(key);
  if (earlier !== undefined) {
    if (earlier.outcome.exitCode === 0) await cp(earlier.out, out, { recursive: true });
    return earlier.outcome;
  }
  const io = capturedIo();
  const outcome = { exitCode: await main(argv, io), lastWords: lastMessage(io.err()) };
  done.set(key, { out, outcome });
  return outcome;
};

async function study(args: readonly string[], runCommand: RunCommand = runHere) {
  const command = studyCommand().parse([...args], { from: "user" });
  const io = capturedIo();
  await runStudy(command.args, command.opts(), io, runCommand);
  return io;
}

test("a study in one go, interrupted, in parts and from its cells gives the same bytes", {
  timeout: 300_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "ipswap-eval-study-"));
  const file = join(folder, "plan.json");
  await writeFile(file, JSON.stringify(plan));
  const bytes = (name: string) => readFile(join(folder, name, "study.json"), "utf8");

  const whole = await study([file, "--out", join(folder, "whole")]);
  expect(whole.out()).toContain("Three methods");
  expect(whole.out()).toContain("expected a finite loss");
  const result = JSON.parse(await bytes("whole"));
  expect(
    result.rows.map(({ method, failures }: { method: string; failures: unknown[] }) => [method, failures.length]),
  ).toEqual([
    ["hard label", 0],
    ["ipswap", 0],
    ["diverges", 2],
  ]);

  // The third command is where the process is asked to stop.
  let commands = 0;
  const interrupted: RunCommand = async (argv, log, signal) => {
    if (++commands === 3) process.emit("SIGTERM");
    return runHere(argv, log, signal);
  };
  await expect(study([file, "--out", join(folder, "again")], interrupted)).rejects.toMatchObject({ exitCode: 143 });
  await study([file, "--out", join(folder, "again")]);
  expect(await bytes("again")).toBe(await bytes("whole"));

  for (const shard of ["1/2", "2/2"]) await study([file, "--shard", shard, "--out", join(folder, `part-${shard[0]}`)]);
  const parts = ["part-1", "part-2"].map((name) => join(folder, name));
  const io = capturedIo();
  expect(await main(["merge", ...parts, "--out", join(folder, "merged")], io)).toBe(0);
  expect(await bytes("merged")).toBe(await bytes("whole"));

  // A part that is missing, the same part twice.
  const refused = capturedIo();
  expect(await main(["merge", parts[0], "--out", join(folder, "half")], refused)).toBe(3);
  expect(refused.err()).toMatch(/cells are in none of the parts/);
  const doubled = capturedIo();
  expect(await main(["merge", parts[0], parts[0], "--out", join(folder, "half")], doubled)).toBe(3);
  expect(doubled.err()).toMatch(/is in .* and in /);

  // No command is run to rebuild the table: by the plan, by the folder.
  const none: RunCommand = () => Promise.reject(new Error("nothing is to be run"));
  await study([file, "--table", "--out", join(folder, "merged")], none);
  expect(await bytes("merged")).toBe(await bytes("whole"));
  const document = async (name: string) => {
    await study(["--table", join(folder, name), "--document", join(folder, "all.md")], none);
    return (await readFile(join(folder, "all.md"), "utf8")).replaceAll(join(folder, name), "FOLDER");
  };
  expect(await document("merged")).toBe(await document("whole"));

  // Cells of another version are shown as what they are; two versions are not one study.
  const rewrite = async (path: string) =>
    writeFile(path, (await readFile(path, "utf8")).replaceAll(`"version": "${version()}"`, '"version": "0.0.1"'));
  await cp(join(folder, "whole"), join(folder, "mixed"), { recursive: true });
  const [cell] = await readdir(join(folder, "mixed", "cells"));
  await rewrite(join(folder, "mixed", "cells", cell, "cell.json"));
  await expect(study(["--table", join(folder, "mixed")], none)).rejects.toThrow(/run by version 0.0.1/);
  const mixed = capturedIo();
  expect(await main(["merge", join(folder, "mixed"), "--out", join(folder, "never")], mixed)).toBe(3);
});

test("what cannot be trained is refused before anything runs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ipswap-eval-study-"));
  const file = join(folder, "plan.json");
  const never: RunCommand = () => Promise.reject(new Error("nothing is to be run"));
  const refusal = async (changes: object) => {
    await writeFile(file, JSON.stringify({ ...plan, ...changes }));
    return study([file, "--out", join(folder, "out")], never).then(
      () => "accepted",
      (error: Error) => error.message,
    );
  };
  const [hardLabel] = plan.methods;
  expect(await refusal({ methods: [hardLabel, { method: "ipswap", options: { beta: 1 } }] })).toMatch(
    /method ipswap beta=1: expected options of ipswap or none, but got "beta"/,
  );
  expect(await refusal({ methods: [hardLabel, { method: "kd" }] })).toMatch(/which kd learns from, but got none/);
  expect(await refusal({ methods: [hardLabel, { method: "no-such" }] })).toMatch(/no-such/);
  expect(await refusal({ networks: ["no-such"] })).toMatch(/no-such/);
  expect(await refusal({ method: 1 })).toMatch(/Unrecognized key: "method"/);
});

test.each([...presets])(
  "preset %s can be trained: its networks, methods, options and teachers are there",
  async (id, content) => {
    const data = { name: "d", train: "a", test: "b", classes: 100, trainCount: 10, testCount: 10 };
    const tool = { name: "ipswap-eval", version: "1" } as const;
    const { cells } = await studyOf({ schema: "ipswap-eval/study-plan/1", tool, plan: parsePlan(content, id), data });
    expect(cells.length).toBeGreaterThan(0);
  },
);

test("no such plan: the presets are named", async () => {
  await expect(study(["papernoise", "--out", "x"])).rejects.toThrow(/paper-noise-tiny/);
});
