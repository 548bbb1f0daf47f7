import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attacks,
  createAttackBatch,
  createTrace,
  gradientFacts,
  hugeBudget,
  outputFacts,
  type ReliabilityFacts,
  reliabilityFlags,
} from "../../attacks/index.ts";
import { binomialTail } from "../../src/core/binomial.ts";
import { createRandom } from "../../src/core/random.ts";
import { linearModel, twoWayModel } from "./linear-model.ts";

const codes = (facts: Omit<ReliabilityFacts, "title">) =>
  reliabilityFlags({ title: "PGD", ...facts }).map(({ code }) => code);
const bits = (ones: number, zeros: number) => [...Array(ones).fill(1), ...Array(zeros).fill(0)] as number[];

describe("the binomial tail", () => {
  test.each([
    [3, 3, 0.5, 1 / 8],
    [8, 10, 0.5, 56 / 1024],
    [1, 5, 0.1, 1 - 0.9 ** 5],
    [0, 4, 0.3, 1],
    [5, 4, 0.3, 0],
  ])("P(X >= %i of %i at %d) = %d", (successes, draws, p, expected) => {
    expect(binomialTail(successes, draws, p)).toBeCloseTo(expected, 12);
  });

  test("halves add up: P(X >= k) + P(n - X >= n - k + 1) = 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (draws, p) => {
        const k = Math.ceil(draws * p);
        expect(binomialTail(k, draws, p) + binomialTail(draws - k + 1, draws, 1 - p)).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });
});

describe("gradients", () => {
  test("zero and not finite are counted by image", () => {
    const gradient = Float32Array.of(0, 0, 0, 0, 0.1, 0, Number.NaN, 0, 0, 0, Number.POSITIVE_INFINITY, 1);
    expect(gradientFacts(gradient, 4)).toEqual({ examples: 4, zero: 1, notFinite: 2 });
  });

  test("one zero gradient in a hundred is flagged, one in two hundred is not; one that is not finite always", () => {
    expect(codes({ gradients: { examples: 100, zero: 1, notFinite: 0 } })).toEqual(["gradient-zero"]);
    expect(codes({ gradients: { examples: 200, zero: 1, notFinite: 0 } })).toEqual([]);
    expect(codes({ gradients: { examples: 200, zero: 0, notFinite: 1 } })).toEqual(["gradient-not-finite"]);
  });
});

describe("loss over steps", () => {
  const losses = (first: number[], half: number[], last: number[]) => codes({ losses: { first, half, last } });
  const rising = Array.from({ length: 20 }, (_, i) => i + 1);

  test("a loss that rises is fine, and so is one that has arrived", () => {
    expect(
      losses(
        rising.map(() => 0),
        rising,
        rising.map((loss) => loss + 1),
      ),
    ).toEqual([]);
    expect(
      losses(
        rising.map(() => 0),
        rising,
        rising,
      ),
    ).toEqual([]);
  });

  test("a loss that stays, or rises for half of the images only, is flagged", () => {
    expect(losses(rising, rising, rising)).toEqual(["loss-not-rising"]);
    const mixed = rising.map((loss, i) => loss + (i % 2 ? 1 : -1));
    expect(losses(rising, rising, mixed)).toEqual(["loss-not-rising"]);
  });

  test("of three images no test can tell, so the majority does", () => {
    expect(losses([1, 1, 1], [2, 2, 2], [3, 3, 0.5])).toEqual([]);
    expect(losses([1, 1, 1], [2, 2, 2], [3, 0.5, 0.5])).toEqual(["loss-not-rising"]);
  });

  test("a loss that falls in the second half is flagged though it ends higher than it began", () => {
    expect(
      losses(
        rising.map(() => 0),
        rising.map((loss) => loss + 1),
        rising,
      ),
    ).toEqual(["loss-not-rising"]);
  });
});

describe("rivals", () => {
  const rival = (outcomes: number[], kind: "stronger" | "black-box" | "transfer" = "black-box") =>
    reliabilityFlags({ title: "PGD", outcomes: bits(50, 50), rivals: [{ title: "Square", kind, outcomes }] });

  test("seven images to none is more than chance (1/128), six to none is not (1/64)", () => {
    expect(rival(bits(43, 57)).map(({ code }) => code)).toEqual(["beaten"]);
    expect(rival(bits(43, 57))[0].evidence["p"]).toBeCloseTo(1 / 128, 12);
    expect(rival(bits(44, 56))).toEqual([]);
  });

  test("a rival that breaks other images, but no more of them, does not beat it", () => {
    expect(rival([...bits(25, 25), ...bits(25, 25)])).toEqual([]);
  });

  test("the sentence says what it means for each kind", () => {
    expect(rival(bits(0, 100))[0].sentence).toMatch(/lowers the accuracy to 0.0 % where PGD leaves 50.0 %.*masked/);
    expect(rival(bits(0, 100), "stronger")[0].sentence).toContain("upper bound");
  });

  test("another number of examples is refused", () => {
    expect(() => rival(bits(1, 1))).toThrow(
      "outcomes under Square: expected the same 100 examples as under PGD, but got 2",
    );
  });
});

describe("a huge epsilon", () => {
  test("chance is not flagged, well above it is", () => {
    const at = (correct: number) => codes({ hugeEpsilon: { epsilon: 0.5, examples: 500, correct, classes: 10 } });
    expect(at(50)).toEqual([]);
    expect(at(0)).toEqual([]);
    expect(at(100)).toEqual(["above-chance-at-huge-epsilon"]);
  });

  test("is the distance from black to grey, in the attack's norm", () => {
    const [l2Attack] = attacks.filter((attack) => attack.norm === "l2");
    expect(hugeBudget(attacks[0], { height: 2, width: 2 })).toEqual({ epsilon: 0.5, space: "pixel" });
    expect(hugeBudget(l2Attack, { height: 2, width: 2 }).epsilon).toBeCloseTo(0.5 * Math.sqrt(12), 12);
  });
});

describe("outputs", () => {
  test("two equal passes of logits are fine", () => {
    const logits = Float32Array.of(1, -2, 3, 0.5);
    expect(codes({ outputs: outputFacts(logits, logits, 2) })).toEqual([]);
  });

  test("passes that differ are flagged with how much and how many answers", () => {
    const facts = outputFacts(Float32Array.of(1, 2, 4, 3), Float32Array.of(2.5, 2, 4, 3), 2);
    expect(facts).toEqual({ examples: 2, difference: 1.5 / 4, changed: 1, probabilities: false });
    expect(codes({ outputs: facts })).toEqual(["randomised"]);
  });

  test("the same images in other batches", () => {
    const logits = Float32Array.of(1, 2, 4, 3);
    const facts = outputFacts(logits, logits, 2, Float32Array.of(1, 2, 4, 5));
    expect(facts.apart).toEqual({ examples: 2, difference: 2 / 4, changed: 1 });
    expect(codes({ outputs: facts })).toEqual(["depends-on-batch"]);
    expect(codes({ outputs: outputFacts(logits, logits, 2, logits) })).toEqual([]);
  });

  test("rows that sum to 1 inside [0, 1] are probabilities", () => {
    const rows = Float32Array.of(0.2, 0.8, 1, 0);
    expect(codes({ outputs: outputFacts(rows, rows, 2) })).toEqual(["outputs-are-probabilities"]);
  });
});

describe("on models whose fault is known", () => {
  const random = createRandom(1);
  const w = Array.from({ length: 12 }, () => random.normal());
  const images = Float32Array.from({ length: 40 * 12 }, () => random.uniform());

  test("a network that rounds its input has no gradient: the flag is raised and Square finds what PGD misses", async () => {
    const sound = twoWayModel(w, -w.reduce((sum, weight) => sum + weight / 2, 0), { height: 2 });
    const logits = await sound.logits(images);
    const labels = Int32Array.from({ length: 40 }, (_, row) => (logits[row * 3 + 1] > logits[row * 3] ? 1 : 0));
    const masked = {
      ...sound,
      gradient: async (given: Float32Array, of: Int32Array) => ({
        ...(await sound.gradient(given, of)),
        gradient: new Float32Array(given.length),
      }),
    };
    const batch = createAttackBatch(masked, images, labels);
    const outcomesOf = async (id: string) => {
      const attack = attacks.find((candidate) => candidate.id === id) as (typeof attacks)[number];
      const given = await masked.logits(await attack.perturb(batch, { epsilon: 0.2, space: "pixel" }));
      return labels.map((label, row) => ((given[row * 3 + 1] > given[row * 3] ? 1 : 0) === label ? 1 : 0));
    };
    const facts: ReliabilityFacts = {
      title: "I-FGSM",
      gradients: gradientFacts((await batch.clean()).gradient, 40),
      outcomes: await outcomesOf("i-fgsm"),
      rivals: [{ title: "Square", kind: "black-box", outcomes: await outcomesOf("square") }],
    };
    expect(reliabilityFlags(facts).map(({ code }) => code)).toEqual(["gradient-zero", "beaten"]);
  });

  test("the trace of an attack on a linear model rises, and says when each example broke", async () => {
    const model = linearModel([w.map(() => 0), w], [0, 0], { height: 2 });
    const labels = Int32Array.from({ length: 40 }, (_, row) => row % 2);
    const trace = createTrace(40);
    const [, iFgsm] = attacks;
    await iFgsm.perturb(createAttackBatch(model, images, labels), { epsilon: 0.3, space: "pixel" }, trace.observe);
    expect(trace.curve.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const [first, half, last] = [0, 5, 10].map((step) => trace.losses[step]);
    expect(codes({ losses: { first, half, last } })).toEqual([]);
    const clean = await model.logits(images);
    trace.brokenAfter.forEach((after, row) => {
      const wrong = (clean[row * 2 + 1] > clean[row * 2] ? 1 : 0) !== labels[row];
      expect(after === 0).toBe(wrong);
    });
    trace.curve.forEach(({ fooled, loss, best }, i) => {
      expect(best).toBeGreaterThanOrEqual(Math.max(loss, trace.curve[i - 1]?.best ?? loss) - 1e-12);
      expect(fooled).toBeGreaterThanOrEqual(trace.curve[i - 1]?.fooled ?? 0);
    });
  });
});
