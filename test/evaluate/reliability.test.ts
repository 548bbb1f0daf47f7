import { expect, test } from "vitest";
import { iFgsm } from "../../attacks/i-fgsm.ts";
import { type Condition, conditionKey } from "../../src/core/condition.ts";
import { attackConditions, type Plan } from "../../src/evaluate/plan.ts";
import { probeReliability, rivalFlags } from "../../src/evaluate/reliability.ts";
import { linearModel } from "../attacks/linear-model.ts";
import { TINY_PLAN } from "./tiny-evaluation.ts";

const plan: Plan = {
  ...TINY_PLAN,
  attackLimit: null,
  presets: ["standard"],
  epsilons: [0.1],
  attacks: ["fgsm", "i-fgsm", "square"],
};

/** Answers under each attack: `broken` of 64 images are wrong, from the first on. */
function outcomes(broken: Record<string, number>) {
  return async (condition: Condition) => {
    const id = condition.kind === "attack" ? condition.id : "";
    return Uint8Array.from({ length: 64 }, (_, i) => (i < broken[id] ? 0 : 1));
  };
}

test("a number that a black-box attack beats by more than chance is doubted", async () => {
  const flags = await rivalFlags(plan, attackConditions(plan), outcomes({ fgsm: 20, "i-fgsm": 20, square: 40 }));
  expect(flags.map(({ attack, code }) => [attack, code])).toEqual([
    ["fgsm", "beaten"],
    ["i-fgsm", "beaten"],
  ]);
  // Square alone breaks 20 images: a fair coin does so with probability 2^-20.
  expect(flags[0].evidence["p"]).toBeCloseTo(2 ** -20, 12);
});

test("a single step is not held against ten, but ten are against one", async () => {
  const conditions = attackConditions(plan);
  expect(await rivalFlags(plan, conditions, outcomes({ fgsm: 20, "i-fgsm": 50, square: 10 }))).toEqual([]);
  const flags = await rivalFlags(plan, conditions, outcomes({ fgsm: 50, "i-fgsm": 20, square: 10 }));
  expect(flags.map(({ attack }) => attack)).toEqual(["i-fgsm"]);
});

test("budgets are not mixed", async () => {
  const conditions = attackConditions({ ...plan, epsilons: [0.1, 0.2], attacks: ["i-fgsm", "square"] });
  const strongAtLarge = async (condition: Condition) =>
    new Uint8Array(64).fill(conditionKey(condition) === "attack-square-pixel-0.2" ? 0 : 1);
  const flags = await rivalFlags(plan, conditions, strongAtLarge);
  expect(flags.map(({ attack, epsilon }) => [attack, epsilon])).toEqual([["i-fgsm", 0.2]]);
});

/** 64 images of six values, half of them of each class, all answered right by the model z = (0, w . x + b). */
const WEIGHTS = [2, -1, 0.5, -3, 0.25, 1];
function images() {
  const bright = WEIGHTS.map((weight) => (weight > 0 ? 140 : 115));
  const dark = bright.map((value) => 255 - value);
  const labels = Int32Array.from({ length: 64 }, (_, i) => i % 2);
  return {
    name: "two",
    split: "test" as const,
    count: 64,
    height: 1,
    width: 2,
    classes: ["no", "yes"],
    labels,
    trueLabels: labels,
    sha256: "0",
    exampleId: (index: number) => ({ index }),
    read: async (indices: ArrayLike<number>) =>
      Uint8Array.from(Array.from(indices).flatMap((index) => (labels[index] === 1 ? bright : dark))),
  };
}

/** The margin of grey is the weights' sum / 2: the bias takes it away. */
const BIAS = -WEIGHTS.reduce((sum, weight) => sum + weight, 0) / 2;

test("an honest network gives no reason to doubt the attack that breaks it", async () => {
  const model = linearModel([WEIGHTS.map(() => 0), WEIGHTS], [0, BIAS]);
  const reliability = await probeReliability(plan, model, undefined, images());
  expect(reliability).toEqual({
    probe: { attack: iFgsm.id, space: "pixel", epsilon: 0.1, count: 64 },
    flags: [],
  });
});

test("a network that hides its gradient is found out", async () => {
  const honest = linearModel([WEIGHTS.map(() => 0), WEIGHTS], [0, BIAS]);
  const masked = {
    ...honest,
    async gradient(...args: Parameters<typeof honest.gradient>) {
      const pass = await honest.gradient(...args);
      return { ...pass, gradient: new Float32Array(pass.gradient.length) };
    },
  };
  const codes = async (other?: typeof honest) =>
    new Set((await probeReliability(plan, masked, other, images()))?.flags.map(({ code }) => code));
  expect(await codes()).toEqual(new Set(["gradient-zero", "above-chance-at-huge-epsilon"]));
  expect(await codes(honest)).toContain("beaten");
});

test("without a gradient attack, or a gradient, there is nothing to probe", async () => {
  const model = linearModel([WEIGHTS.map(() => 0), WEIGHTS], [0, BIAS]);
  expect(await probeReliability({ ...plan, attacks: ["square"] }, model, undefined, images())).toBeUndefined();
  const opaque = { ...model, gradientUnavailable: "it rounds" };
  expect(await probeReliability(plan, opaque, undefined, images())).toBeUndefined();
});
