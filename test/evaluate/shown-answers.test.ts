import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { softmaxRows } from "../../src/core/predictions.ts";
import { readNpy } from "../../src/data/npy.ts";
import { shownAnswers } from "../../src/evaluate/shown-answers.ts";
import { shownConditions } from "../../src/evaluate/shown-conditions.ts";
import type { Result } from "../../src/result/safety-result.ts";
import { run, TINY_PLAN, tinyDataset, tinyEvaluation } from "./tiny-evaluation.ts";

test("of a plan's conditions few are shown: the last attack in each space, a corruption of each family", () => {
  const plan = {
    ...TINY_PLAN,
    epsilons: [0.05, 0.001, 0.01],
    corruptions: ["shot_noise", "gaussian_noise", "fog", "contrast", "jpeg_compression"],
  };
  expect(shownConditions(plan)).toEqual([
    { kind: "attack", id: "i-fgsm", space: "pixel", epsilon: 0.01 },
    { kind: "attack", id: "i-fgsm", space: "normalized", epsilon: 0.01 },
    { kind: "corruption", id: "shot_noise", severity: 3 },
    { kind: "corruption", id: "fog", severity: 3 },
    { kind: "corruption", id: "contrast", severity: 3 },
  ]);
  expect(shownConditions({ ...plan, attacks: [], corruptions: [] })).toEqual([]);
});

describe("what a run keeps of the answers under an attack of epsilon 0", () => {
  const plan = { ...TINY_PLAN, epsilons: [0] };
  let folder: string;
  let result: Result;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ipswap-eval-shown-"));
    result = (await run(await tinyEvaluation(folder, { plan }))) as Result;
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("is what the clean logits of the attacked images say, one by one and averaged over each class", async () => {
    const { labels } = tinyDataset();
    const logits = (await readNpy(join(folder, "logits", "first.npy"))).data as Float32Array;
    const probabilities = softmaxRows(logits, 3);
    const [pixel] = await shownAnswers(folder, result.checkpoints[0], shownConditions(plan));
    for (let row = 0; row < 4; row++) {
      const top = pixel?.topOf(row) ?? [];
      expect(top.map(({ class: k }) => k).sort()).toEqual([0, 1, 2]);
      for (const { class: k, probability } of top) expect(probability).toBeCloseTo(probabilities[row * 3 + k], 5);
    }
    expect(pixel?.topOf(4)).toBeNull();
    for (const label of [0, 1, 2]) {
      const rows = [0, 1, 2, 3].filter((row) => labels[row] === label);
      const average = pixel?.averages[label];
      expect(average?.count).toBe(rows.length);
      expect(average?.superclassMass).toBeNull();
      for (const { class: k, probability } of average?.top ?? []) {
        const mean = rows.reduce((sum, row) => sum + probabilities[row * 3 + k], 0) / rows.length;
        expect(probability).toBeCloseTo(mean, 5);
      }
    }
  });

  test("is nothing of a condition that was not kept", async () => {
    const other = { kind: "attack", id: "fgsm", space: "pixel", epsilon: 0 } as const;
    expect(await shownAnswers(folder, result.checkpoints[0], [other])).toEqual([null]);
  });
});
