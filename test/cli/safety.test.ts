import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { explainSchema } from "../../src/result/explain-result.ts";
import { type Result, resultSchema } from "../../src/result/safety-result.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
let result: Result;
let stderr: string;
const options = ["--limit", "26", "--attack-limit", "4", "--epsilons", "8/255", "--corruptions", "contrast"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-safety-"));
  const io = capturedIo();
  expect(await main(["safety", ...options, "--json", "--out", folder], io)).toBe(0);
  result = resultSchema.parse(JSON.parse(io.out()));
  stderr = io.err();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("with no checkpoint named, measures the two bundled ones on the embedded set", () => {
  expect(result.data).toMatchObject({ name: "emoji", split: "test", count: 26 });
  expect(result.checkpoints.map(({ name }) => name)).toEqual(["hard-label", "ipswap"]);
});

test("the conditions are those that were asked for, in both spaces", () => {
  const conditions = result.checkpoints[1].measurements.map(({ condition }) => condition);
  const epsilon = 8 / 255;
  expect(conditions.filter(({ kind }) => kind === "attack")).toEqual(
    expect.arrayContaining([
      { kind: "attack", id: "fgsm", space: "pixel", epsilon },
      { kind: "attack", id: "fgsm", space: "normalized", epsilon },
      { kind: "attack", id: "i-fgsm", space: "pixel", epsilon },
      { kind: "attack", id: "i-fgsm", space: "normalized", epsilon },
    ]),
  );
  expect(conditions.filter(({ kind }) => kind === "corruption")).toEqual(
    [1, 2, 3, 4, 5].map((severity) => ({ kind: "corruption", id: "contrast", severity })),
  );
});

test("the bundled checkpoints know something, and every value is a fraction in its range", () => {
  for (const { measurements } of result.checkpoints) {
    expect(measurements[0].values["accuracy"]).toBeGreaterThan(3 / result.data.classes.length);
    for (const { values, count } of measurements) {
      expect(count === 26 || count === 4).toBe(true);
      for (const id of ["accuracy", "top5", "aurc", "ece"]) expect(values[id]).toBeGreaterThanOrEqual(0);
      expect(values["top5"]).toBeGreaterThanOrEqual(values["accuracy"] as number);
      expect(values["brier"]).toBeLessThanOrEqual(2);
    }
  }
});

test("the result says what was asked, without where it went", () => {
  expect(result.command).toBe("ipswap-eval safety --limit 26 --epsilons 8/255 --attack-limit 4 --corruptions contrast");
});

test("stdout had the JSON alone, and the folder has all of it", async () => {
  expect(stderr).not.toContain("{");
  expect((await readdir(folder)).sort()).toEqual(["examples", "explain.json", "logits", "report.html", "result.json"]);
});

test("the table of the same run is printed without measuring again", async () => {
  const io = capturedIo();
  expect(await main(["safety", ...options, "--out", folder], io)).toBe(0);
  expect(io.out()).toMatch(/hard-label\s+ipswap/);
  expect(io.out()).toContain("Accuracy under attack");
});

describe("the examples and the page that it writes", () => {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const again = async (...more: string[]) => {
    const io = capturedIo();
    expect(await main(["safety", ...options, ...more, "--out", folder], io)).toBe(0);
    return io;
  };

  test("explains what it measured: no more examples than there are errors, of the same checkpoints", async () => {
    const explanation = explainSchema.parse(JSON.parse(await read("explain.json")));
    expect(explanation.data.sha256).toBe(result.data.sha256);
    expect(explanation.checkpoints.map(({ sha256 }) => sha256)).toEqual(result.checkpoints.map(({ sha256 }) => sha256));
    // Of 26 images: those that either of the two gets wrong, which the accuracies bound.
    const wrong = result.checkpoints.map(({ measurements: [{ values }] }) => 26 * (1 - (values["accuracy"] as number)));
    expect(explanation.examples.length).toBeGreaterThanOrEqual(Math.round(wrong[1]));
    expect(explanation.examples.length).toBeLessThanOrEqual(Math.round(wrong[0] + wrong[1]));
    expect(await read("report.html")).toContain(`id="example-${explanation.examples[0].index}"`);
  });

  test("a finished run keeps them; a damaged file is made anew, the same bytes", async () => {
    const before = { explain: await read("explain.json"), page: await read("report.html") };
    const { mtimeMs } = await stat(join(folder, "explain.json"));
    await again();
    expect((await stat(join(folder, "explain.json"))).mtimeMs).toBe(mtimeMs);
    await writeFile(join(folder, "explain.json"), before.explain.slice(0, 1000));
    await again();
    expect(await read("explain.json")).toBe(before.explain);
    expect(await read("report.html")).toBe(before.page);
  });

  test("--explain asks for fewer or none", async () => {
    await again("--explain", "2");
    expect(JSON.parse(await read("explain.json")).examples).toHaveLength(2);
    await again("--explain", "none");
    expect(await read("report.html")).not.toContain('id="examples"');
    expect(await main(["safety", "--explain", "0"], capturedIo())).toBe(2);
  });
});

test("a folder that train wrote is measured with its curves in the report; a damaged log is refused with its line", async () => {
  const runs = await mkdtemp(join(tmpdir(), "ipswap-eval-trained-"));
  const trained = join(runs, "my-run");
  const bundled = join(import.meta.dirname, "..", "..", "assets", "checkpoints", "hard-label");
  await cp(bundled, join(trained, "checkpoint"), { recursive: true });
  const record = { epoch: 1, learningRate: 0.1, loss: 2.345, accuracy: 0.25, testAccuracy: 0.375 };
  const log = join(trained, "log.jsonl");
  await writeFile(log, `${JSON.stringify(record)}\n${JSON.stringify({ ...record, epoch: 2 })}\n`);
  const few = ["--limit", "5", "--attacks", "none", "--corruptions", "none", "--explain", "none"];
  const args = ["safety", "--ckpt", trained, ...few, "--out", join(runs, "out")];
  expect(await main(args, capturedIo())).toBe(0);
  const page = await readFile(join(runs, "out", "report.html"), "utf8");
  expect(page).toContain('id="training-curves"');
  expect(page).toContain("<td>my-run</td><td>2</td><td>2.345</td><td>0.25</td><td>0.375</td>");
  await writeFile(log, `${JSON.stringify(record)}\n{"epoch": 2}\n`);
  const io = capturedIo();
  expect(await main(args, io)).toBe(2);
  expect(io.err()).toContain("line 2");
  await rm(runs, { recursive: true });
});

test("its logits give the same clean figures to the metrics command", async () => {
  const io = capturedIo();
  const logits = join(folder, "logits", "ipswap.npy");
  const labels = join(folder, "logits", "labels.npy");
  expect(await main(["metrics", "--logits", logits, "--labels", labels, "--json"], io)).toBe(0);
  const { values } = JSON.parse(io.out());
  for (const id of ["accuracy", "aurc", "eaurc", "fpr95", "ece", "brier", "nll"]) {
    expect(values[id].value).toBeCloseTo(result.checkpoints[1].measurements[0].values[id] as number, 10);
  }
});
