import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { encodeNpy } from "../../src/data/npy.ts";
import { readBaseline } from "../../src/gate/baseline/read-baseline.ts";
import { acceptBaseline, saveBaseline } from "../../src/gate/baseline/save-baseline.ts";
import { defaultBudget } from "../../src/gate/budget/default-budget.ts";
import { unlocated } from "../../src/gate/budget/parse-budget.ts";
import { checkSides } from "../../src/gate/check-sides.ts";
import { OUTCOME_COLUMNS } from "../../src/result/baseline.ts";
import { budgetOf } from "./support/budget-of.ts";
import { answering, CLEAN, fgsm, fog, makeSide } from "./support/make-side.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-baseline-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const labels = Array.from({ length: 30 }, (_, i) => i % 3);
const bits = "110".repeat(10);
const make = (name: string, answer = bits) =>
  makeSide(name, labels, [
    { condition: CLEAN, predicted: answering(labels, answer), confidence: labels.map((_, i) => 1 / 3 + i / 100) },
    { condition: fog(1), predicted: answering(labels, answer) },
  ]);
const budget = budgetOf([{ metric: "*" }, { metric: "accuracy", on: "corruptions" }]);
const options = { toolVersion: "0.0.0" };

async function stored(bytes: Uint8Array) {
  const path = join(folder, "b.npz");
  await writeFile(path, bytes);
  return path;
}

describe("a baseline file", () => {
  test("gives back what was saved: every column, and the same check as the result itself", async () => {
    const side = make("a");
    const read = await readBaseline(await stored(saveBaseline(side, budget, undefined)));
    expect(read).toMatchObject({ checkpoint: side.checkpoint, plan: side.plan, catalogue: side.catalogue });
    for (const column of OUTCOME_COLUMNS) expect(read.column(CLEAN, column)).toEqual(side.column(CLEAN, column));
    const candidate = make("b", "100".repeat(10));
    const { baseline: _, ...ofFile } = checkSides(read, candidate, budget, options);
    const { baseline: __, ...ofResult } = checkSides(side, candidate, budget, options);
    expect(ofFile).toEqual(ofResult);
  });

  test("same side, same bytes", () => {
    expect(saveBaseline(make("a"), budget, undefined)).toEqual(saveBaseline(make("a"), budget, undefined));
  });

  test("holds of a condition what its metrics are computed from; another is an error that says so", async () => {
    const read = await readBaseline(await stored(saveBaseline(make("a"), budget, undefined)));
    expect(read.conditions.map(({ columns }) => columns)).toEqual([
      ["predicted", "confidence", "nll", "brier", "top5"],
      ["predicted"],
    ]);
    const more = budgetOf([{ metric: "brier", on: "corruptions" }]);
    expect(() => checkSides(read, make("b"), more, options)).toThrow(
      /expected brier of each example under corruption-fog-1, for brier, but got .* predicted\. Save the baseline again/,
    );
  });

  test("history: who was replaced by whom and why; the release stays until another", async () => {
    const first = await readBaseline(await stored(saveBaseline(make("a"), budget, "v1")));
    const read = async (bytes: Uint8Array) => readBaseline(await stored(bytes));
    const second = await read(
      acceptBaseline(first, make("b", "111".repeat(10)), budget, { reason: "more data", release: undefined }),
    );
    expect(second.history).toEqual([
      { replaced: { name: "a", sha256: "a" }, by: { name: "b", sha256: "b" }, reason: "more data" },
    ]);
    // a has two of three right, b all: the change against the baseline is one thing, the drift since v1 another.
    const result = checkSides(second, make("c", "110".repeat(10)), budget, options);
    expect(result.release).toBe("v1");
    expect(result.checks[0]).toMatchObject({ id: "accuracy clean", baseline: 1, candidate: 2 / 3, release: 2 / 3 });
    const third = await read(acceptBaseline(second, make("c"), budget, { reason: "again", release: "v2" }));
    expect(third.release).toMatchObject({ name: "v2", checkpoint: { name: "c" } });
    expect(third.history).toHaveLength(2);
  });

  test("10,000 examples under the default conditions take at most 2 MB, however random", () => {
    const random = createRandom("baseline size");
    const count = 10_000;
    const many = Array.from({ length: count }, () => random.integer(100));
    const answers = () => many.map((label) => (random.uniform() < 0.6 ? label : random.integer(100)));
    const classes = Array.from({ length: 100 }, (_, k) => `class ${k}`);
    // Clean and three corruptions at five severities, of which one stands for all; twenty attack conditions of 128.
    const severities = [1, 2, 3, 4, 5] as const;
    const conditions = [
      { condition: CLEAN, predicted: answers(), confidence: many.map(() => random.uniform()) },
      ...Array.from({ length: 20 }, (_, e) => ({ condition: fgsm((e + 1) / 255), predicted: answers().slice(0, 128) })),
      ...severities.map((severity) => ({ condition: fog(severity), predicted: answers() })),
    ];
    const index = Int32Array.from(
      many.map((_, i) => [random.uniform(), i]).sort(([a], [b]) => a - b),
      ([, i]) => i,
    );
    const side = { ...makeSide("a", many, conditions, { classes }), index };
    const bytes = (some: typeof side) => saveBaseline(some, unlocated(defaultBudget(some)), "v1").length;
    const clean = bytes({ ...side, conditions: side.conditions.slice(0, 21) });
    const corruption = bytes(side) - clean;
    expect(corruption).toBeGreaterThan(10_000);
    expect(clean + 3 * corruption).toBeLessThan(2_000_000);
  });
});

describe("a hostile baseline file is refused, and costs nothing", () => {
  const whole = () => unzipSync(saveBaseline(make("a"), budget, undefined));
  const changed = (change: (files: Record<string, Uint8Array>) => void) => {
    const files = whole();
    change(files);
    return zipSync(files);
  };
  // biome-ignore lint/suspicious/noExplicitAny: what a file claims has no type.
  const claim = (set: (head: any) => void) =>
    changed((files) => {
      const head = JSON.parse(new TextDecoder().decode(files["baseline.json"]));
      set(head);
      files["baseline.json"] = new TextEncoder().encode(JSON.stringify(head));
    });

  test.each([
    ["no zip archive", () => new TextEncoder().encode("PK\u0003\u0004 and no more"), /whole zip archive/],
    ["cut short", () => changed(() => {}).slice(0, 900), /whole zip archive|zip/],
    ["no head", () => changed((files) => delete files["baseline.json"]), /an entry baseline\.json, but got none/],
    [
      "a head that is no JSON",
      () => changed((f) => (f["baseline.json"] = new TextEncoder().encode("{"))),
      /a baseline/,
    ],
    ["another schema", () => claim((head) => (head.schema = "ipswap-eval/baseline/9")), /schema: /],
    [
      "more examples than there are",
      () => claim((head) => (head.data.count = 31)),
      /label\.npy: expected shape \(31\)/,
    ],
    ["examples without end", () => claim((head) => (head.data.count = 1e9)), /at most 10000000 examples/],
    ["a condition with more examples than the data", () => claim((h) => (h.conditions[1].count = 40)), /at most 30/],
    [
      "a label out of range",
      () => changed((f) => (f["label.npy"] = encodeNpy([30], new Int32Array(30).fill(7)))),
      /label in 0\.\.\.2/,
    ],
    ["a path in place of a column", () => claim((h) => (h.conditions[1].columns = ["../x"])), /columns/],
    [
      "an array that is larger than its condition",
      () => changed((f) => (f["index.npy"] = encodeNpy([40_000], new Int32Array(40_000)))),
      /at most \d+ bytes/,
    ],
    [
      "a history without end",
      () => claim((h) => (h.history = Array(1001).fill({ replaced: h.checkpoint, by: h.checkpoint, reason: "" }))),
      /history/,
    ],
  ])("%s", async (_, bytes, message) => {
    await expect(stored(bytes()).then(readBaseline)).rejects.toThrow(message);
  });

  test("a column that is missing or of another length is found when it is used", async () => {
    const missing = changed((files) => delete files["clean/nll.npy"]);
    const side = await readBaseline(await stored(missing));
    expect(() => checkSides(side, make("b"), budget, options)).toThrow(/clean\/nll\.npy: expected an entry/);
  });
});
