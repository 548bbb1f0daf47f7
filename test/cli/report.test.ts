import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { Explanation } from "../../src/result/explain-result.ts";
import type { Result } from "../../src/result/safety-result.ts";
import { explanation, golden } from "../report/html/golden-page.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-report-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder as `safety` leaves it. */
async function runFolder(name: string, result: Result, examples?: Explanation): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, "result.json"), JSON.stringify(result));
  if (examples !== undefined) await writeFile(join(path, "explain.json"), JSON.stringify(examples));
  return path;
}

async function report(...args: readonly string[]) {
  const io = capturedIo();
  return { code: await main(["report", ...args], io), out: io.out(), err: io.err() };
}

test("--charts writes each chart's specification and drawings beside the page", async () => {
  const run = await runFolder("charts", golden);
  const charts = join(run, "figures");
  const { code, out } = await report(run, "--charts", charts);
  expect(code).toBe(0);
  const files = await readdir(charts);
  expect(files).toHaveLength(6 * 3);
  expect(files).toContain("corruption-heatmap.vl.json");
  expect(out.trim().split("\n")).toHaveLength(1 + files.length);
});

test("--runs shows how checkpoints were trained; a damaged log is refused with its line", async () => {
  const run = await runFolder("runs", golden);
  const trained = join(folder, "my-run");
  await mkdir(trained);
  const record = { epoch: 1, learningRate: 0.1, loss: 2.345, accuracy: 0.25, testAccuracy: 0.375 };
  await writeFile(
    join(trained, "log.jsonl"),
    `${JSON.stringify(record)}\n${JSON.stringify({ ...record, epoch: 2 })}\n`,
  );
  expect((await report(run, "--runs", trained)).code).toBe(0);
  const html = await readFile(join(run, "report.html"), "utf8");
  expect(html).toContain('id="training-curves"');
  expect(html).toContain("<td>my-run</td><td>2</td><td>2.345</td><td>0.25</td><td>0.375</td>");
  await writeFile(join(trained, "log.jsonl"), `${JSON.stringify(record)}\n{"epoch": 2}\n`);
  const { code, err } = await report(run, "--runs", trained);
  expect(code).toBe(2);
  expect(err).toContain("line 2");
});

test("examples of other data are refused", async () => {
  const other = { ...explanation, data: { ...explanation.data, sha256: "f".repeat(64) } };
  const { code, err } = await report(await runFolder("other-data", golden, other));
  expect(code).toBe(2);
  expect(err).toContain("ffffffff");
});

describe("--redact", () => {
  const secret = (what: string) => `secret-${what}`;
  const classes = golden.data.classes.map((_, k) => secret(`class-${k}`));
  const names = golden.checkpoints.map((_, i) => secret(`net-${i}`));
  const data = {
    ...golden.data,
    name: secret("set"),
    classes,
    superclasses: { names: [secret("group")], of: classes.map(() => 0) },
    notes: [secret("file.png left out")],
  };
  const result: Result = {
    ...golden,
    command: `ipswap-eval safety --ckpt /home/${secret("user")}/a.onnx`,
    data,
    plan: {
      ...golden.plan,
      corruptedImages: { from: "generator", constants: "cifar", frostTextures: secret("textures") },
    },
    checkpoints: golden.checkpoints.map((checkpoint, i) => ({
      ...checkpoint,
      name: names[i],
      notes: [`${names[i]} was read from /home/${secret("folder")}`],
      taken: { weights: secret("key") },
      reliability: {
        gradientUnavailable: secret("reason"),
        probe: null,
        flags: [
          { attack: "fgsm", space: "pixel", epsilon: 0.01, code: "rise", sentence: secret("sentence"), evidence: {} },
        ],
      },
      examples: { ...checkpoint.examples, path: `examples/${names[i]}.npz` },
    })),
    comparisons: golden.comparisons.map((comparison) => ({ ...comparison, baseline: names[0], candidate: names[1] })),
  };
  const examples: Explanation = {
    ...explanation,
    data,
    checkpoints: explanation.checkpoints.map((checkpoint, i) => ({
      ...checkpoint,
      name: names[i],
      notes: [secret("n")],
    })),
    examples: explanation.examples.map((example) => ({ ...example, name: `${secret("path")}/one.png` })),
  };

  test("no name, path or sentence with one is in any form of the report; the figures are", async () => {
    const run = await runFolder("redacted", result, examples);
    const training = join(folder, secret("run"));
    await mkdir(training);
    await writeFile(join(training, "log.jsonl"), '{"epoch":1,"learningRate":1,"loss":1,"accuracy":0.5}\n');
    const out = join(run, "shared");
    const options = ["--redact", "--format", "all", "--charts", out, "--out", out, "--runs", training];
    expect((await report(run, ...options)).code).toBe(0);
    const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(20);
    for (const { name, parentPath } of files) {
      expect(name).not.toContain("secret");
      expect(await readFile(join(parentPath, name), "latin1"), name).not.toContain("secret");
    }
    const html = await readFile(join(out, "report.html"), "utf8");
    const accuracy = golden.checkpoints[0].measurements[0].values["accuracy"] as number;
    expect(html).toContain((100 * accuracy).toFixed(1));
    expect(html).toContain("checkpoint 1, checkpoint 2 on data");
  });

  test("without it they are", async () => {
    const run = await runFolder("plain", result, examples);
    expect((await report(run)).code).toBe(0);
    const html = await readFile(join(run, "report.html"), "utf8");
    for (const said of [names[1], classes[3], secret("user"), secret("path"), secret("sentence")]) {
      expect(html).toContain(said);
    }
  });
});
