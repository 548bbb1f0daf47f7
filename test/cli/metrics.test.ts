import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { encodeNpy } from "../../src/data/npy.ts";
import { goldenCase, goldenPredictions } from "../metrics/support/golden.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/metrics/${name}.npy`, import.meta.url));
const underconfident = ["--logits", fixture("underconfident.logits"), "--labels", fixture("underconfident.labels")];
const fast = ["--resamples", "50"];

async function run(...argv: readonly string[]) {
  const streams = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof streams) =>
    new Writable({
      write(chunk, _encoding, done) {
        streams[name] += chunk;
        done();
      },
    });
  const code = await main(["metrics", ...argv], { stdout: sink("stdout"), stderr: sink("stderr"), env: {} });
  return { code, ...streams };
}

let folder = "";
const file = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("metrics --json", () => {
  test("values, intervals and signatures under the metrics' ids", async () => {
    const { code, stdout, stderr } = await run(...underconfident, ...fast, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const golden = goldenCase("underconfident");
    const { values, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({});
    for (const id of ["accuracy", "aurc", "eaurc", "fpr95", "brier"] as const) {
      expect(values[id].value).toBeCloseTo(golden[id] as number, 9);
    }
    expect(values.ece.value).toBeCloseTo(golden.ece15, 6);
    expect(values.nll.value).toBeCloseTo(golden.nll, 6);
    for (const [id, entry] of Object.entries<Record<string, unknown>>(values)) {
      expect(Object.keys(entry), id).toEqual(["value", "interval", "signature"]);
      expect(entry["interval"], id).toHaveLength(2);
    }
    expect(values.aurc.signature).toBe("AURC|score:msp|ties:expected|est:mean|n:500|v:1");
  });

  test("what is undefined is null", async () => {
    const { stdout } = await run(
      ...["--logits", fixture("all-correct.logits"), "--labels", fixture("all-correct.labels")],
      ...[...fast, "--metrics", "fpr95", "--json"],
    );
    expect(JSON.parse(stdout).values.fpr95).toMatchObject({ value: null, interval: [null, null] });
  });

  test("the same from .npy, .csv and JSON lines, from logits and probabilities, and on repetition", async () => {
    const { probabilities, logits, labels, classes, count } = goldenPredictions(goldenCase("tied"));
    const rows = (values: ArrayLike<number>) =>
      Array.from({ length: count }, (_, i) => Array.from({ length: classes }, (_, k) => values[i * classes + k]));
    const lines = rows(logits ?? []).map((row, i) => JSON.stringify({ logits: row, label: labels[i] }));
    const csv = rows(logits ?? []).map((row) => row.join(","));
    const options = [...fast, "--json", "--metrics", "accuracy,aurc,ece"];
    const npy = await run("--logits", fixture("tied.logits"), "--labels", fixture("tied.labels"), ...options);
    const text = await run(
      ...["--logits", await file("tied.csv", csv.join("\n"))],
      ...["--labels", await file("labels.csv", [...labels].join("\n")), ...options],
    );
    const json = await run("--logits", await file("tied.jsonl", lines.join("\n")), ...options);
    const after = await run(
      ...["--probabilities", await file("p.npy", encodeNpy([count, classes], probabilities))],
      ...["--labels", fixture("tied.labels"), ...options],
    );
    expect(text.stdout).toBe(npy.stdout);
    expect(json.stdout).toBe(npy.stdout);
    expect(after.stdout).toBe(npy.stdout);
  });

  test("--variant changes value and signature", async () => {
    const tied = [
      "--logits",
      fixture("tied.logits"),
      "--labels",
      fixture("tied.labels"),
      ...fast,
      "--metrics",
      "aurc",
      "--json",
    ];
    const { aurc } = JSON.parse((await run(...tied, "--variant", "crl")).stdout).values;
    expect(aurc.value).toBeCloseTo(goldenCase("tied").aurc, 9);
    expect(aurc.signature).toContain("ties:file-order");
  });

  test("--softmax float32 reproduces a reference that computed in single precision, and says so", async () => {
    const saturated = [
      "--logits",
      fixture("saturated-float32.logits"),
      "--labels",
      fixture("saturated-float32.labels"),
    ];
    const options = [
      ...fast,
      "--metrics",
      "aurc,aupr-error,brier",
      "--json",
      "--variant",
      "crl",
      "--softmax",
      "float32",
    ];
    const { values } = JSON.parse((await run(...saturated, ...options)).stdout);
    const golden = goldenCase("saturated-float32");
    expect(values.aurc.value).toBeCloseTo(golden.aurc, 6);
    expect(values["aupr-error"].value).toBeCloseTo(golden.auprError, 6);
    expect(values.brier.value).toBeCloseTo(golden.brier, 6);
    expect(values.aurc.signature).toContain("|softmax:float32|");
  });

  test("--other adds the second model and the comparison", async () => {
    const { stdout, stderr } = await run(
      ...underconfident,
      "--other",
      fixture("underconfident.logits"),
      ...fast,
      "--json",
    );
    const { values, other, comparison } = JSON.parse(stdout);
    expect(other.values).toEqual(values);
    expect(comparison).toMatchObject({ identical: true, mcnemar: { onlyFirst: 0, onlySecond: 0, p: 1 } });
    expect(stderr).toContain("nothing is compared");
  });

  test("--superclasses adds the metrics about relatives", async () => {
    const classes = goldenCase("underconfident").classes;
    const path = await file("super.csv", Array.from({ length: classes }, (_, k) => k >> 1).join("\n"));
    const { stdout } = await run(...underconfident, "--superclasses", path, ...fast, "--json");
    const { values } = JSON.parse(stdout);
    expect(values["superclass-mass"].value).toBeGreaterThan(0);
    expect(values["superclass-errors"].value).toBeLessThanOrEqual(1);
  });
});

describe("metrics for people", () => {
  test("a line a metric, with unit, interval and what it is", async () => {
    const { stdout } = await run(...underconfident, ...fast);
    expect(stdout).toContain("500 examples, 10 classes");
    expect(stdout).toMatch(/Accuracy +% ↑ +66\.00 +\[61\.7\d, 70\.0\d\]/);
    expect(stdout).toMatch(/AURC +x1000 ↓ +152\.50/);
    expect(stdout).not.toContain("\u001b[");
  });
  test("the signature beside each value; --titles: what it is", async () => {
    const { stdout } = await run(...underconfident, ...fast, "--metrics", "aurc");
    expect(stdout).toMatch(/AURC +x1000 .*AURC\|score:msp\|ties:expected\|est:mean\|n:500\|v:1/);
    const titled = await run(...underconfident, ...fast, "--metrics", "aurc", "--titles");
    expect(titled.stdout).toContain("area under the risk-coverage curve");
  });
  test("--other: both models, the change and the verdict", async () => {
    const { stdout } = await run(...underconfident, "--other", fixture("underconfident.logits"), ...fast);
    expect(stdout).toMatch(/Accuracy .* 66\.00 +66\.00 +0\.00 .* inconclusive/);
    expect(stdout).toContain("exact McNemar p = 1.000");
    expect(stdout).toContain("AURC|score:msp|ties:expected|est:mean|n:500|v:1");
  });
  test("--list names every metric and variant", async () => {
    const { stdout } = await run("--list");
    expect(stdout).toMatch(/^ ece-equal-mass .* 15 bins of equal size/m);
    expect(stdout).toMatch(/^ torch-uncertainty /m);
  });
});

describe("metrics refuses", () => {
  const labels = ["--labels", fixture("two-examples.labels")];
  test.each([
    ["no input", () => [], "--logits FILE, --probabilities FILE, --segmentation FOLDER or --detections FILE"],
    ["no labels", () => ["--logits", fixture("tied.logits")], "--labels: expected a file of true classes"],
    [
      "a row that is no distribution",
      async () => ["--probabilities", await file("a.csv", "1,0,0\n.5,.5,.5"), ...labels],
      "a.csv: probabilities, row 1",
    ],
    [
      "probabilities out of range",
      async () => ["--probabilities", await file("b.csv", "2,-1,0\n1,0,0"), ...labels],
      "row 0, class 0",
    ],
    [
      "NaN",
      async () => ["--logits", await file("c.csv", "1,0,0\n1,nan,0"), ...labels],
      "c.csv: logits, row 1, class 1",
    ],
    [
      "another number of labels",
      async () => ["--logits", await file("d.csv", "1,0,0"), ...labels],
      "expected 1 label, one",
    ],
    [
      "a label out of range",
      async () => ["--logits", await file("e.csv", "1,0\n1,0"), "--labels", await file("l.csv", "0\n2")],
      "l.csv: labels, row 1: expected a label in 0...1",
    ],
    [
      "fractional labels",
      async () => ["--logits", await file("e.csv", "1,0\n1,0"), "--labels", await file("m.csv", "0\n0.5")],
      "labels, row 1",
    ],
    [
      "empty input",
      async () => [
        "--logits",
        await file("f.npy", encodeNpy([0, 3], new Float32Array(0))),
        "--labels",
        await file("n.npy", encodeNpy([0], new Int32Array(0))),
      ],
      "at least one example",
    ],
    ["an unknown metric", () => [...underconfident, "--metrics", "f1"], "one of accuracy"],
    ["an unknown variant", () => [...underconfident, "--variant", "mine"], "one of crl"],
    ["another model's examples", async () => [...underconfident, "--other", await file("o.csv", "1,2\n3,4")], "500"],
    [
      "rows as labels",
      () => ["--logits", fixture("tied.logits"), "--labels", fixture("tied.logits")],
      "one number per example",
    ],
  ] as const)("%s", async (_name, argv, message) => {
    const { code, stdout, stderr } = await run(...(await argv()));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("probabilities handed over as logits are noticed", async () => {
    const path = await file("p.csv", "0.9,0.1\n0.2,0.8");
    const { code, stderr } = await run("--logits", path, "--labels", await file("q.csv", "0\n1"), ...fast);
    expect(code).toBe(0);
    expect(stderr).toContain("use --probabilities");
  });
});
