import { existsSync } from "node:fs";
import { appendFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { CheckResult } from "../../src/result/check-result.ts";
import { csvRows } from "../report/formats/parse-csv.ts";
import { capturedIo } from "./captured-io.ts";

// Each test runs the program, some of them networks: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder: string;
let results: string;
let baseline: string;
const questions = ["--limit", "60", "--attacks", "none", "--corruptions", "contrast"];
const inFolder = (name: string) => join(folder, name);

async function run(args: readonly string[], more: object = {}) {
  const io = { ...capturedIo(), ...more };
  return { code: await main(args, io), out: io.out(), err: io.err() };
}

async function budget(name: string, rules: readonly object[], more: object = {}) {
  await writeFile(inFolder(name), JSON.stringify({ schema: "ipswap-eval/budget/1", ...more, rules }));
  return ["--budget", inFolder(name)];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-check-"));
  results = inFolder("results");
  baseline = inFolder("base.npz");
  expect((await run(["safety", ...questions, "--explain", "none", "--out", results])).code).toBe(0);
  expect((await run(["baseline", "save", results, "-o", baseline, "--release", "v1"])).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("exit codes", () => {
  test("0: nothing is worse; the same checkpoint is said to be identical", async () => {
    const { code, out } = await run(["check", results, baseline, "--checkpoint", "hard-label"]);
    expect(code).toBe(0);
    expect(out).toMatch(/PASSED {2}hard-label against hard-label: identical/);
  });

  test("100 where a gate fails, 0 where the report alone is wanted, and the same report", async () => {
    const strict = await budget("limit.json", [{ metric: "accuracy", min: 1 }]);
    const failed = await run(["check", results, ...strict]);
    expect(failed.code).toBe(100);
    expect(failed.out).toMatch(/FAILED {2}ipswap against hard-label: 1 failed/);
    expect(failed.err).toMatch(/^ipswap-eval: Gate failed: /);
    const soft = await run(["check", results, ...strict, "--soft-fail"]);
    expect(soft).toMatchObject({ code: 0, out: failed.out });
  });

  test("100 for a regression: the worse way round, with an alpha that this few examples can meet", async () => {
    const rules = await budget("loose.json", [{ metric: "accuracy", on: "corruptions", minimumExamples: 1 }], {
      alpha: 0.25,
    });
    const args = [
      "check",
      results,
      results,
      "--checkpoint",
      "hard-label",
      "--base-checkpoint",
      "ipswap",
      ...rules,
      "--json",
    ];
    const { code, out } = await run(args);
    const result = JSON.parse(out) as CheckResult;
    expect(code).toBe(result.checks[0].verdict === "regressed" ? 100 : 0);
    expect(result.checks[0]).toMatchObject({ count: 60, on: "corruptions" });
  });

  test("2: wrong use, a wrong budget with its line, a result that is none", async () => {
    expect((await run(["check"])).code).toBe(2);
    const wrong = await run(["check", results, ...(await budget("wrong.json", [{ metric: "acuracy" }]))]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toMatch(/wrong\.json:1:\d+: expected a metric of it/);
    expect((await run(["check", folder, baseline])).code).toBe(2);
  });

  test("3: another question, with the fields that differ", async () => {
    const other = inFolder("other");
    const args = ["safety", "--limit", "40", "--attacks", "none", "--corruptions", "none", "--explain", "none"];
    expect((await run([...args, "--out", other])).code).toBe(0);
    const { code, err, out } = await run(["check", other, baseline]);
    expect(code).toBe(3);
    expect(err).toMatch(/data\.count: baseline 60, candidate 40/);
    expect(err).toMatch(/conditions\.\{corruption-contrast-1, .*\}: baseline "measured", candidate nothing/);
    expect(out).toBe("");
  });

  test("4 with --strict, where there is a reason to doubt the candidate, and not where it is about another", async () => {
    const doubted = inFolder("doubted");
    await cp(results, doubted, { recursive: true });
    const path = join(doubted, "result.json");
    const result = JSON.parse(await readFile(path, "utf8"));
    const flag = {
      attack: "fgsm",
      space: "pixel",
      epsilon: 0.01,
      code: "zero-gradient",
      sentence: "No.",
      evidence: {},
    };
    result.checkpoints[1].reliability.flags = [flag];
    await writeFile(path, JSON.stringify(result));
    const found = await run(["check", doubted, baseline, "--checkpoint", "ipswap", "--strict", "--soft-fail"]);
    expect(found).toMatchObject({ code: 4 });
    expect(found.err).toMatch(/--strict: there is 1 reason to doubt robust accuracies of ipswap/);
    expect(found.out).toMatch(/Doubt about the candidate: No\./);
    expect((await run(["check", doubted, baseline, "--checkpoint", "ipswap", "--soft-fail"])).code).toBe(0);
    expect((await run(["check", doubted, baseline, "--checkpoint", "hard-label", "--strict"])).code).toBe(0);
    // A baseline file does not say what there is to doubt: silence would be a pass.
    const unknown = await run(["check", baseline, baseline, "--strict"]);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toMatch(/--strict: expected a candidate that is a stored result/);
  });

  test("1: a report that cannot be written is no pass", async () => {
    const args = ["check", results, baseline, "--checkpoint", "hard-label"];
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
    });
    const { code, err } = await run(args, { stdout: full });
    expect(code).toBe(1);
    expect(err).toMatch(/the disk is full \(ENOSPC\)/);
    expect((await run([...args, "--junit", join(baseline, "j.xml")])).code).toBe(1);
  });

  test("a reader that had enough changes nothing", async () => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("closed"), { code: "EPIPE" })),
    });
    const args = ["check", results, baseline, "--checkpoint", "hard-label"];
    expect((await run(args, { stdout: closed })).code).toBe(0);
  });
});

describe("what a result must be", () => {
  test("a half-written one, and a file that is not the result's, are refused", async () => {
    const copy = inFolder("copy");
    await cp(results, copy, { recursive: true });
    await appendFile(join(copy, "examples", "ipswap.npz"), "x");
    const changed = await run(["check", copy, baseline]);
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.err).toMatch(/ipswap\.npz: expected the file that the result was written with/);
    await truncate(join(copy, "result.json"), 1000);
    const cut = await run(["check", copy, baseline]);
    expect(cut).toMatchObject({ code: 2 });
    expect(cut.err).toMatch(/text that is not JSON/);
    await rm(join(copy, "result.json"));
    expect((await run(["check", copy, baseline])).code).toBe(2);
  });

  test("one of an earlier version says what to do", async () => {
    const old = join(import.meta.dirname, "..", "fixtures", "result", "safety-1.json");
    const { code, err } = await run(["check", old, baseline]);
    expect(code).toBe(2);
    expect(err).toMatch(/result\/1\. .*Measure again/);
  });
});

test("values on clean images are those of the result, to the last digit", async () => {
  const rules = await budget("every.json", [{ metric: "*", minimumExamples: 1 }]);
  const { out } = await run(["check", results, ...rules, "--json", "--soft-fail"]);
  const { checks } = JSON.parse(out) as CheckResult;
  const result = JSON.parse(await readFile(join(results, "result.json"), "utf8"));
  expect(checks.length).toBeGreaterThan(15);
  for (const { metric, baseline: before, candidate } of checks) {
    const values = [0, 1].map((c) => result.checkpoints[c].measurements[0].values[metric.id]);
    expect([before, candidate]).toEqual(values);
  }
});

test("a checkpoint that is not measured yet is measured as the baseline was", async () => {
  const ckpt = join(import.meta.dirname, "..", "..", "assets", "checkpoints", "hard-label");
  const args = ["check", "--ckpt", ckpt, "--baseline", baseline, "--out", inFolder("new")];
  const { code, out } = await run(args);
  expect(code).toBe(0);
  expect(out).toMatch(/identical/);
});

test("every report at once, the annotations of GitHub, and the same again from the JSON", async () => {
  const rules = await budget("some.json", [{ metric: "accuracy", min: 1 }]);
  const files = ["check.json", "c.md", "j.xml", "s.sarif", "r.html", "c.csv", "c.tex"].map(inFolder);
  const options = [
    "--check-json",
    files[0],
    "--markdown",
    files[1],
    "--junit",
    files[2],
    "--sarif",
    files[3],
    "--html",
    files[4],
    "--csv",
    files[5],
    "--latex",
    files[6],
  ];
  const summary = inFolder("summary.md");
  const env = { CI: "true", NO_COLOR: "1", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { code, out } = await run(["check", results, ...rules, ...options], { env });
  expect(code).toBe(100);
  expect(out).toMatch(/^::error title=ipswap-eval%3A accuracy clean limit::/m);
  for (const file of files) expect(existsSync(file)).toBe(true);
  expect(await readFile(files[4], "utf8")).toMatch(/<h2 id="verdicts">/);
  const markdown = await readFile(files[1], "utf8");
  expect(await readFile(summary, "utf8")).toBe(markdown);
  const again = await run(["check", "--from", files[0], "--markdown", inFolder("again.md")]);
  expect(again.code).toBe(100);
  expect(await readFile(inFolder("again.md"), "utf8")).toBe(markdown);
  // Every number of the table is the JSON result's, to its last digit.
  const { checks } = JSON.parse(await readFile(files[0], "utf8")) as CheckResult;
  const rows = csvRows(await readFile(files[5], "utf8"));
  expect(rows).toHaveLength(checks.length);
  for (const { metric, on, slice, baseline: from, candidate: to, change, limit } of checks) {
    const number = (value: number | null | undefined) => (value == null ? "" : `${value}`);
    const row = rows.find(
      (each) =>
        each["metric"] === metric.id &&
        each["on"] === on &&
        each["slice"] === (slice ?? "") &&
        (each["margin"] === "") === (change === null),
    );
    expect(row).toMatchObject({ baseline: number(from), candidate: number(to), margin: number(change?.margin) });
    expect(row).toMatchObject({ limit_min: number(limit?.min), p: number(change?.p), lost: number(change?.lost) });
  }
  // Accuracy must be 1: the table's row of LaTeX says so, in percent.
  expect(await readFile(files[6], "utf8")).toMatch(
    /Accuracy \(\\%\) & clean images & beyond limit \(failed\) & .*at least \$100\.00\$/,
  );
});

test("--redact: no report names a checkpoint, a class, the data or a path; figures and verdict stay", async () => {
  const rules = await budget("secret-budget.json", [
    { metric: "accuracy", min: 1 },
    { metric: "accuracy", slice: "class/*", minimumExamples: 1 },
  ]);
  const names = ["r.json", "r.md", "r.xml", "r.sarif", "r2.html", "r.csv", "r.tex"].map(inFolder);
  const formats = ["--check-json", "--markdown", "--junit", "--sarif", "--html", "--csv", "--latex"];
  const flags = formats.flatMap((flag, i) => [flag, names[i]]);
  const env = { CI: "true", NO_COLOR: "1", GITHUB_ACTIONS: "true" };
  const open = await run(["check", results, ...rules, ...flags, "--every-check"], { env });
  const told = JSON.parse(await readFile(names[0], "utf8")) as CheckResult;
  const { code, out, err } = await run(["check", results, ...rules, ...flags, "--every-check", "--redact"], { env });
  expect(code).toBe(open.code);
  const check = JSON.parse(await readFile(names[0], "utf8")) as CheckResult;
  expect(check.verdict).toBe(told.verdict);
  expect(check.checks.map(({ baseline: from, candidate: to, status }) => [from, to, status])).toEqual(
    told.checks.map(({ baseline: from, candidate: to, status }) => [from, to, status]),
  );
  expect(check.checks.some(({ slice }) => slice === "slice 1")).toBe(true);
  // The program's own name is no secret.
  const texts = await Promise.all(names.map((name) => readFile(name, "utf8")));
  for (const text of [out, err, ...texts].map((each) => each.replaceAll("ipswap-eval", ""))) {
    for (const secret of ["hard-label", "ipswap", "emoji", "secret-budget", folder, "animal-bug"]) {
      expect(text).not.toContain(secret);
    }
  }
});

test("JSON of a check that contradicts itself is refused: it may come from a fork", async () => {
  const from = inFolder("from.json");
  const { out } = await run([
    "check",
    results,
    ...(await budget("f.json", [{ metric: "accuracy", min: 1 }])),
    "--json",
  ]);
  await writeFile(from, JSON.stringify({ ...JSON.parse(out), verdict: "passed" }));
  expect((await run(["check", "--from", from])).code).toBe(2);
  await writeFile(from, "{}");
  expect((await run(["check", "--from", from])).code).toBe(2);
});

describe("compare", () => {
  test("checkpoints of a result side by side; as JSON; one alone is wrong use", async () => {
    const { code, out } = await run(["compare", results]);
    expect(code).toBe(0);
    expect(out).toMatch(/hard-label +ipswap +change/);
    const { rows, flips } = JSON.parse((await run(["compare", results, "--json"])).out);
    expect(rows.length).toBeGreaterThan(20);
    expect(flips.map(({ name }: { name: string }) => name)).toEqual(["ipswap"]);
    expect((await run(["compare", baseline])).code).toBe(2);
  });

  test("--sanity on the paper's Table 11", async () => {
    const table = join(import.meta.dirname, "..", "fixtures", "gate", "paper-table-11.csv");
    const { code, out } = await run(["compare", "--sanity", table]);
    expect(code).toBe(0);
    expect(out).toMatch(/mixed units: the rows above have the mean 44\.55, and 55\.4 is 100 less/);
  });
});

describe("baseline and init", () => {
  test("init writes a budget that check takes, and does not replace one", async () => {
    const file = inFolder("ipswap.budget.json");
    expect((await run(["init", results, "--budget", file])).code).toBe(0);
    expect((await run(["init", results, "--budget", file])).code).toBe(2);
    expect((await run(["check", results, baseline, "--checkpoint", "hard-label", "--budget", file])).code).toBe(0);
  });

  test("init from several results of a recipe; the same one twice is none", async () => {
    const file = inFolder("seeds.json");
    const { code, out } = await run(["init", results, "--every-checkpoint", "--budget", file]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /no margin is smaller than the largest difference between 2 trainings; in at most 1 of 3 cases/,
    );
    const { rules } = JSON.parse(await readFile(file, "utf8"));
    const { checkpoints } = JSON.parse(await readFile(join(results, "result.json"), "utf8"));
    const [a, b] = checkpoints.map((each: { measurements: { values: object }[] }) => each.measurements[0].values);
    for (const { metric, slice, on, level, margin } of rules) {
      if (on !== "clean" || slice !== undefined || level === "warn") continue;
      expect(margin).toBeGreaterThanOrEqual(Math.abs(a[metric] - b[metric]) - 1e-12);
    }
    expect(rules[0].note).toMatch(/^two of 2 trainings differ by up to /);
    expect((await run(["check", results, baseline, "--budget", file])).code).toBe(0);
    const twice = await run(["init", results, results, "--budget", inFolder("twice.json")]);
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.err).toMatch(/expected a training of its own, with another seed/);
    const one = await run(["init", baseline, "--every-checkpoint", "--budget", inFolder("one.json")]);
    expect(one.err).toMatch(/expected several checkpoints, but got one/);
  });

  test("init for non-inferiority writes what that mode takes", async () => {
    const file = inFolder("shown.json");
    expect((await run(["init", results, "--mode", "non-inferiority", "--budget", file])).code).toBe(0);
    const same = await run(["check", results, baseline, "--checkpoint", "hard-label", "--budget", file]);
    expect(same.code).toBe(0);
    expect(same.out).toMatch(/non-inferiority, alpha 5 %/);
  });

  test("accept needs a reason, and keeps who was replaced", async () => {
    const file = inFolder("accepted.npz");
    await cp(baseline, file);
    expect((await run(["baseline", "accept", results, file])).code).toBe(2);
    expect((await run(["baseline", "accept", results, file, "--reason", "better"])).code).toBe(0);
    const { out } = await run(["baseline", "show", file]);
    expect(out).toMatch(/^ ipswap \(/m);
    expect(out).toMatch(/Last release: v1 \(hard-label\)/);
    expect(out).toMatch(/hard-label by ipswap: better/);
  });
});
