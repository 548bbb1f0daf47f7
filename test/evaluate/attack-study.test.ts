import { describe, expect, test } from "vitest";
import { attacks } from "../../attacks/index.ts";
import type { Dataset } from "../../src/core/dataset.ts";
import { type AttackStudyPlan, studyAttack } from "../../src/evaluate/attack-study.ts";
import { brokenFirst } from "../../src/evaluate/attacked-examples.ts";
import type { AttackedExample } from "../../src/result/attack-result.ts";
import { linearModel } from "../attacks/linear-model.ts";

/**
 * One pixel; the red channel decides: class 1 above 0.5, else class 0. A pixel of value v is broken at an epsilon
 * above |v - 0.5|, and no sooner.
 */
const MODEL = linearModel(
  [
    [-10, 0, 0],
    [10, 0, 0],
  ],
  [5, -5],
);
const REDS = [102, 115, 125, 140, 200, 255];

const DATASET: Dataset = {
  name: "reds",
  split: "test",
  count: REDS.length,
  height: 1,
  width: 1,
  classes: ["dark", "bright"],
  labels: Int32Array.of(0, 0, 0, 1, 1, 0),
  trueLabels: Int32Array.of(0, 0, 0, 1, 1, 0),
  sha256: "",
  exampleId: (index) => ({ index }),
  read: async (indices) => Uint8Array.from(Array.from(indices).flatMap((index) => [REDS[index], 0, 0])),
};

const attackOf = (id: string) => attacks.find((attack) => attack.id === id) as (typeof attacks)[number];
const plan = (change: Partial<AttackStudyPlan> = {}): AttackStudyPlan => ({
  attack: attackOf("i-fgsm"),
  budget: { epsilon: 0.07, space: "pixel" },
  curve: [0, 0.02, 0.07, 0.12, 0.3],
  seed: 0,
  rivals: [],
  exhibits: 2,
  ...change,
});

describe("on a network whose boundary is known", () => {
  // Distances to 0.5: 0.1, 0.049, 0.0098, 0.049, 0.284; the last one is wrong from the start.
  test("the curve is what the distances say", async () => {
    const { study } = await studyAttack(plan(), MODEL, DATASET);
    expect(study.clean).toBeCloseTo(5 / 6, 12);
    expect(study.accuracy).toBeCloseTo(2 / 6, 12);
    expect(study.curve.map(({ accuracy }) => Math.round(accuracy * 6))).toEqual([5, 4, 2, 1, 0]);
  });

  test("each example has the epsilon and the step at which it broke", async () => {
    const { study } = await studyAttack(plan(), MODEL, DATASET);
    expect(study.examples.map(({ brokenAt }) => brokenAt)).toEqual([0.12, 0.07, 0.02, 0.07, 0.3, 0]);
    // Steps of 0.007: 0.049 takes eight (seven end a hair short), 0.0098 two; the wrong one none, the far ones never.
    expect(study.examples.map(({ brokenAfter }) => brokenAfter)).toEqual([-1, 8, 2, 8, -1, 0]);
    expect(brokenFirst(study.examples).map((row) => study.examples[row].index)).toEqual([2, 1, 3]);
  });

  test("exhibits are the first to break, with the change that the attack made", async () => {
    const { exhibits } = await studyAttack(plan(), MODEL, DATASET);
    expect(exhibits.map(({ example }) => example.index)).toEqual([2, 1]);
    const [{ original, adversarial, before, after }] = exhibits;
    expect(adversarial[0] - original[0]).toBeCloseTo(0.07, 6);
    expect(before[0]).toBeGreaterThan(0.5);
    expect(after[0]).toBeLessThan(0.5);
  });

  test("a sound attack raises no flag, and Square does not beat it by more than chance", async () => {
    const rivals = [{ attack: attackOf("square").configure({ queries: 20 }) }];
    const { study } = await studyAttack(plan({ rivals }), MODEL, DATASET);
    expect(study.flags).toEqual([]);
    expect(study.rivals.map(({ title }) => title)).toEqual(["Square"]);
  });

  test("a model that hides its gradient is found out", async () => {
    const masked = {
      ...MODEL,
      gradient: async (images: Float32Array, labels: Int32Array) => ({
        ...(await MODEL.gradient(images, labels)),
        gradient: new Float32Array(images.length),
      }),
    };
    const { study } = await studyAttack(plan(), masked, DATASET);
    // Six images of two classes are too few to tell a huge epsilon's accuracy from chance.
    expect(study.flags.map(({ code }) => code)).toEqual(["gradient-zero", "loss-not-rising"]);
  });

  test("targeted: images of the target stay out, and hits are counted", async () => {
    const { study } = await studyAttack(plan({ target: 1 }), MODEL, DATASET);
    expect(study.examples.map(({ index }) => index)).toEqual([0, 1, 2, 5]);
    expect(study.hits).toBe(3 / 4);
    await expect(studyAttack(plan({ target: 2 }), MODEL, DATASET)).rejects.toThrow(
      "`target`: expected a class in 0...1",
    );
  });
});

test("what broke first: steps, then epsilon, then index; what was wrong already is not counted", () => {
  const example = (index: number, change: Partial<AttackedExample>): AttackedExample => ({
    index,
    label: 0,
    clean: 0,
    attacked: 1,
    confidence: [1, 0],
    brokenAfter: 3,
    brokenAt: 0.1,
    ...change,
  });
  const examples = [
    example(0, {}),
    example(1, { brokenAfter: 2 }),
    example(2, { brokenAt: 0.05 }),
    example(3, { clean: 1, brokenAfter: 0 }),
    example(4, { attacked: 0, brokenAfter: -1 }),
    example(5, { brokenAfter: -1 }),
    example(6, {}),
  ];
  expect(brokenFirst(examples)).toEqual([1, 2, 0, 6, 5]);
  expect(brokenFirst(examples, 2)).toEqual([]);
});
