import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { unzipSync } from "fflate";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { argmax } from "../../src/core/argmax.ts";
import { conditionKey } from "../../src/core/condition.ts";
import { sha256 } from "../../src/core/files.ts";
import { softmaxRows } from "../../src/core/predictions.ts";
import { decodeNpy, readNpy } from "../../src/data/npy.ts";
import type { EvaluationEvent } from "../../src/evaluate/evaluation.ts";
import type { Network } from "../../src/model/network.ts";
import { meanOver, measuredConditions, metricValue } from "../../src/result/measured.ts";
import { type Result, resultSchema } from "../../src/result/safety-result.ts";
import { run, TINY_PLAN, tinyDataset, tinyEvaluation, tinyNetwork } from "./tiny-evaluation.ts";

let folder: string;
/** The files and the result of a run in one go, which the interrupted ones must reproduce. */
let whole: { readonly files: Record<string, string>; readonly result: Result | undefined };

beforeAll(async () => {
  const path = await mkdtemp(join(tmpdir(), "ipswap-eval-whole-"));
  const result = await run(await tinyEvaluation(path));
  whole = { files: await files(path), result };
  await rm(path, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(root: string): Promise<Record<string, string>> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(
    names.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), (await readFile(path)).toString("base64")] as const;
    }),
  );
  return Object.fromEntries(contents.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("a whole run", () => {
  test("measures every checkpoint under every condition, and leaves nothing half done", async () => {
    const result = await run(await tinyEvaluation(folder));
    expect(resultSchema.parse(JSON.parse(await readFile(join(folder, "result.json"), "utf8")))).toEqual(result);
    expect(result?.checkpoints.map(({ name }) => name)).toEqual(["first", "second"]);
    const conditions = result?.checkpoints[0].measurements.map(({ condition }) => condition);
    expect(conditions).toHaveLength(1 + 2 * 2 * 2 + 2 * 2 + 5);
    expect(Object.keys(await files(folder))).toEqual([
      "examples/first.npz",
      "examples/second.npz",
      "logits/first.npy",
      "logits/index.npy",
      "logits/labels.npy",
      "logits/second.npy",
      "result.json",
    ]);
  });

  test("clean accuracy and Brier score are those of the logits that it keeps", async () => {
    const result = await run(await tinyEvaluation(folder));
    const dataset = tinyDataset();
    const logits = await readNpy(join(folder, "logits", "first.npy"));
    expect(logits.shape).toEqual([dataset.count, 3]);
    const probabilities = softmaxRows(logits.data as Float32Array, 3);
    let correct = 0;
    let brier = 0;
    dataset.labels.forEach((label, i) => {
      const row = [...probabilities.subarray(i * 3, i * 3 + 3)];
      if (row.indexOf(Math.max(...row)) === label) correct += 1;
      brier += row.reduce((sum, p, k) => sum + (p - (k === label ? 1 : 0)) ** 2, 0);
    });
    const clean = result?.checkpoints[0].measurements[0];
    expect(clean?.count).toBe(dataset.count);
    expect(clean?.values["accuracy"]).toBeCloseTo(correct / dataset.count, 12);
    expect(clean?.values["brier"]).toBeCloseTo(brier / dataset.count, 12);
  });

  test("an epsilon of 0 gives exactly the clean outcomes, example by example", async () => {
    await run(await tinyEvaluation(folder));
    const examples = unzipSync(await readFile(join(folder, "examples", "first.npz")));
    const values = (name: string) => [...(decodeNpy(examples[name]).data as Float32Array)];
    expect(values("label.npy")).toEqual([...tinyDataset().labels]);
    for (const attack of ["attack-fgsm-pixel-0", "attack-i-fgsm-normalized-0"]) {
      for (const array of ["predicted", "confidence", "correct", "nll", "brier"]) {
        const attacked = values(`${attack}/${array}.npy`);
        expect(attacked).toHaveLength(4);
        expect(attacked).toEqual(values(`clean/${array}.npy`).slice(0, 4));
      }
    }
  });

  test("the per-example file has the arrays that the result describes, and no other", async () => {
    const result = (await run(await tinyEvaluation(folder))) as Result;
    const { path, bytes, sha256: hash } = result.checkpoints[0].examples;
    const content = await readFile(join(folder, path));
    expect({ bytes: content.length, hash: sha256(content) }).toEqual({ bytes, hash });
    const keys = result.checkpoints[0].measurements.map(({ condition }) => conditionKey(condition));
    const described = result.examples.columns
      .filter(({ name }) => name !== "name") // the tiny set has no files
      .flatMap(({ name }) => (name.startsWith("<") ? keys.map((key) => name.replace("<condition>", key)) : [name]));
    expect(Object.keys(unzipSync(content)).sort()).toEqual(described.map((name) => `${name}.npy`).sort());
  });

  test("logits and labels are in the data's own order, and examples say their place in it", async () => {
    const tiny = tinyDataset();
    const backwards = { ...tiny, exampleId: (row: number) => ({ index: 100 - row, name: `${row}.png` }) };
    const result = (await run(await tinyEvaluation(folder, { dataset: backwards }))) as Result;
    const npy = async (name: string) => (await readNpy(join(folder, "logits", name))).data;
    expect([...((await npy("labels.npy")) as Int32Array)]).toEqual([...tiny.labels].reverse());
    expect([...((await npy("index.npy")) as Int32Array)]).toEqual([94, 95, 96, 97, 98, 99, 100]);
    const logits = (await npy("first.npy")) as Float32Array;
    const right = [...tiny.labels].reverse().filter((label, i) => argmax(logits, i, 3) === label).length;
    expect(result.checkpoints[0].measurements[0].values["accuracy"]).toBeCloseTo(right / 7, 12);
    const examples = unzipSync(await readFile(join(folder, "examples", "first.npz")));
    expect([...(decodeNpy(examples["index.npy"]).data as Int32Array)]).toEqual([100, 99, 98, 97, 96, 95, 94]);
    expect(Buffer.from(examples["name.npy"]).toString("latin1")).toContain("'<U5'");
  });

  test("the second checkpoint is compared with the first, example by example", async () => {
    const result = (await run(await tinyEvaluation(folder))) as Result;
    const [comparison] = result.comparisons;
    expect(comparison).toMatchObject({ baseline: "first", candidate: "second", identical: false });
    for (const { on, metric, difference, interval } of comparison.differences) {
      expect(interval[0]).toBeLessThanOrEqual(interval[1]);
      if (on.kind === "corruptions") continue;
      const [from, to] = result.checkpoints.map((checkpoint) => metricValue(checkpoint, on, metric));
      expect(difference).toBeCloseTo(to - from, 10);
    }
    expect(comparison.differences.filter(({ on }) => on.kind === "corruptions")).toHaveLength(1);
  });

  test("corruptions are compared one by one, by family and all together, each list once", async () => {
    const plan = { ...TINY_PLAN, attacks: [], corruptions: ["contrast", "brightness", "saturate"] };
    const result = (await run(await tinyEvaluation(folder, { plan }))) as Result;
    const means = result.comparisons[0].differences.flatMap(({ on, difference }) =>
      on.kind === "corruptions" ? [{ ids: on.ids, difference }] : [],
    );
    const { corruptions } = result.catalogue;
    const families = [...new Set(corruptions.map(({ family }) => family))];
    const lists = [
      ...corruptions.map(({ id }) => [id]),
      ...families.map((family) => corruptions.filter((each) => each.family === family).map(({ id }) => id)),
      corruptions.map(({ id }) => id),
    ];
    expect(new Set(means.map(({ ids }) => ids.join()))).toEqual(new Set(lists.map((ids) => ids.join())));
    expect(means).toHaveLength(new Set(lists.map((ids) => ids.join())).size);
    for (const { ids, difference } of means) {
      const [from, to] = result.checkpoints.map((checkpoint) =>
        meanOver(
          checkpoint,
          measuredConditions([checkpoint], "corruption").filter(({ id }) => ids.includes(id)),
          "accuracy",
        ),
      );
      expect(difference).toBeCloseTo(to - from, 10);
    }
  });

  test("an attack lowers what it attacks: the loss of the examples", async () => {
    const result = await run(await tinyEvaluation(folder, { plan: { ...TINY_PLAN, attackLimit: null } }));
    for (const { measurements } of result?.checkpoints ?? []) {
      const loss = (kind: "clean" | "attack") =>
        measurements.findLast(({ condition }) => condition.kind === kind)?.values["nll"] as number;
      expect(loss("attack")).toBeGreaterThan(loss("clean"));
    }
  });
});

test("a network without a gradient keeps the attacks that need none, and says why it lacks the others", async () => {
  const network = tinyNetwork("stepped");
  const stepped: Network = {
    ...network,
    // A threshold has no slope anywhere.
    forward: (normalized) => network.forward(tf.cast(tf.greater(normalized, 0), "float32")),
  };
  const plan = { ...TINY_PLAN, attacks: ["fgsm", "square"], presets: ["standard"], epsilons: [0.1] } as const;
  const result = await run(await tinyEvaluation(folder, { networks: [stepped, tinyNetwork("sloped", 2)], plan }));
  const attacked = result?.checkpoints.map(({ measurements }) =>
    measurements.flatMap(({ condition }) => (condition.kind === "attack" ? [condition.id] : [])),
  );
  expect(attacked).toEqual([["square"], ["fgsm", "square", "ensemble"]]);
  expect(result?.checkpoints[0].reliability.gradientUnavailable).toMatch(/gradient/);
  expect(result?.checkpoints[1].reliability.gradientUnavailable).toBeNull();
});

test("the worst case is taken over attacks of one norm: an epsilon means something else in another", async () => {
  const attacks = ["fgsm", "i-fgsm", "pgd-l2"];
  const plan = { ...TINY_PLAN, attacks, presets: ["standard"], epsilons: [0.1], corruptions: [] } as const;
  const result = await run(await tinyEvaluation(folder, { plan, networks: [tinyNetwork("only")] }));
  const accuracy = Object.fromEntries(
    (result?.checkpoints[0].measurements ?? []).flatMap(({ condition, values }) =>
      condition.kind === "attack" ? [[condition.id, values["accuracy"]]] : [],
    ),
  );
  expect(Object.keys(accuracy)).toEqual([...attacks, "ensemble"]);
  expect(accuracy["ensemble"]).toBeLessThanOrEqual(Math.min(accuracy["fgsm"] ?? 1, accuracy["i-fgsm"] ?? 1));
});

test("the same file read in another way is another run, and its own work", async () => {
  const network = tinyNetwork("first");
  const other: Network = { ...network, normalization: { mean: [0, 0, 0], std: [1, 1, 1] } };
  await run(await tinyEvaluation(folder, { networks: [network] }));
  await expect(run(await tinyEvaluation(folder, { networks: [other] }))).rejects.toThrow(
    /a run with checkpoints\[0\]\.normalization\.mean \[.*\] \(now \[0,0,0\]\)/,
  );
  const both = join(folder, "both");
  const result = await run(await tinyEvaluation(both, { networks: [network, { ...other, name: "second" }] }));
  const [first, second] = (result as Result).checkpoints.map(({ measurements }) => measurements[0].values["nll"]);
  expect(first).not.toBe(second);
});

test("doubts about how a network was read are said before it is measured and kept; a finished run asks for none", async () => {
  const doubts = vi.fn(async ({ name }: Network) => (name === "first" ? ["first looks odd"] : []));
  const plan = { ...TINY_PLAN, attacks: [], corruptions: [] };
  const networks = [{ ...tinyNetwork("first", 1), notes: ["read as float16"] }, tinyNetwork("second", 2)];
  const events: EvaluationEvent[] = [];
  const collect = (event: EvaluationEvent) => events.push(event) < 0;
  const result = await run(await tinyEvaluation(folder, { plan, networks, doubts }), collect);
  expect(events.slice(0, 2)).toMatchObject([{ kind: "doubt", sentence: "first looks odd" }, { kind: "start" }]);
  expect(result?.checkpoints.map(({ notes }) => notes)).toEqual([["read as float16", "first looks odd"], []]);
  expect(doubts).toHaveBeenCalledTimes(2);
  expect(await run(await tinyEvaluation(folder, { plan, networks, doubts }))).toEqual(result);
  expect(doubts).toHaveBeenCalledTimes(2);
});

describe("an interrupted run", () => {
  test.each([2, 4, 14, 33])("cut off at event %i and resumed gives the same bytes as one in one go", async (cut) => {
    const whole = join(folder, "whole");
    const resumed = join(folder, "resumed");
    await run(await tinyEvaluation(whole));
    let events = 0;
    expect(await run(await tinyEvaluation(resumed), () => ++events === cut)).toBeUndefined();
    await run(await tinyEvaluation(resumed));
    expect(await files(resumed)).toEqual(await files(whole));
  });

  test("does not predict again what it had", async () => {
    const plan = { ...TINY_PLAN, attacks: [] };
    const cut = (event: EvaluationEvent) => event.kind === "measured" && event.checkpoint === "second";
    await run(await tinyEvaluation(folder, { plan }), cut);
    const untouchable = { ...tinyNetwork("first", 1), forward: vi.fn<Network["forward"]>() };
    const networks = [untouchable, tinyNetwork("second", 2)];
    expect((await run(await tinyEvaluation(folder, { plan, networks })))?.checkpoints).toHaveLength(2);
    expect(untouchable.forward).not.toHaveBeenCalled();
  });

  test("ignores logits that a dying process left without counting them", async () => {
    await run(await tinyEvaluation(folder), (event) => event.kind === "progress");
    const [job] = await readdir(join(folder, ".work"), { recursive: true }).then((names) =>
      names.filter((name) => name.endsWith("rows.bin")),
    );
    const path = join(folder, ".work", job);
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.from("torn")]));
    const result = await run(await tinyEvaluation(folder));
    expect(result).toEqual(whole.result);
  });

  test("a finished run is read, not repeated", async () => {
    const result = await run(await tinyEvaluation(folder));
    let events = 0;
    expect(
      await run(await tinyEvaluation(folder), () => {
        events += 1;
        return false;
      }),
    ).toEqual(result);
    expect(events).toBe(0);
  });
});

describe("refuses", () => {
  test("a folder with another run, and says in what it differs", async () => {
    await run(await tinyEvaluation(folder));
    await expect(run(await tinyEvaluation(folder, { plan: { ...TINY_PLAN, seed: 4 } }))).rejects.toThrow(
      /a run with plan\.seed 3 \(now 4\)\. .*`restart`/,
    );
    await expect(run(await tinyEvaluation(folder, { dataset: tinyDataset(6) }))).rejects.toThrow(
      /a run with data\.count 7 \(now 6\), data\.sha256 /,
    );
  });

  test("but takes it with restart", async () => {
    await run(await tinyEvaluation(folder));
    const result = await run(await tinyEvaluation(folder, { plan: { ...TINY_PLAN, seed: 4 }, restart: true }));
    expect(result?.plan.seed).toBe(4);
  });

  test("a result that is not one", async () => {
    await writeFile(join(folder, "result.json"), '{"schema": ');
    await expect(run(await tinyEvaluation(folder))).rejects.toThrow(/result.json: expected JSON/);
  });

  test("a network of another number of classes", async () => {
    const networks = [{ ...tinyNetwork("first"), classes: ["ant", "bee"] }];
    await expect(run(await tinyEvaluation(folder, { networks }))).rejects.toThrow(
      "checkpoint first: expected 3 classes, as tiny has, but got 2.",
    );
  });

  test("two checkpoints of one name", async () => {
    const networks = [tinyNetwork("same"), tinyNetwork("same")];
    await expect(run(await tinyEvaluation(folder, { networks }))).rejects.toThrow(/"same" twice/);
  });

  test("a second process in the same folder", async () => {
    await writeFile(join(folder, ".lock"), `${process.ppid}`);
    await expect(run(await tinyEvaluation(folder))).rejects.toThrow(/no other run writing here/);
  });
});
