import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attacks, createAttackBatch } from "../../attacks/index.ts";
import { lossOf } from "../../attacks/logit-losses.ts";
import { type Classifier, LOSS_IDS } from "../../src/core/classifier.ts";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";
import { initialize } from "../../src/train/initialize.ts";

const CLASSES = 5;
const SIZE = 8 * 8 * 3;
const COUNT = 2;

const random = createRandom(5);
const IMAGES = Float32Array.from({ length: COUNT * SIZE }, () => random.uniform());

const steepestAscentOf = (steps: number) =>
  (attacks.find((attack) => attack.id === "i-fgsm") as (typeof attacks)[number]).configure({ steps });

describe.each(["cpu", "onnx"] as const)("on a residual network, %s engine", (id) => {
  let engine: Engine;
  let network: Network;
  let model: Classifier;
  /** The network's first or second answer (DLR has no slope at the third), and its fifth. */
  let labels: Int32Array;
  let targets: Int32Array;

  beforeAll(async () => {
    engine = await createEngine(id, 1);
    const { forward, dispose } = initialize(findArchitecture("resnet8").network(CLASSES), createRandom(2));
    network = {
      name: "tiny",
      sha256: "",
      architecture: "resnet8",
      classes: ["a", "b", "c", "d", "e"],
      classesStated: true,
      height: 8,
      width: 8,
      normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] },
      output: "logits",
      forward,
      dispose,
    };
    model = await createClassifier(network, engine, { batch: COUNT });
    const logits = await model.logits(IMAGES);
    const ranks = Array.from({ length: COUNT }, (_, row) =>
      [...Array(CLASSES).keys()].sort((a, b) => logits[row * CLASSES + b] - logits[row * CLASSES + a]),
    );
    labels = Int32Array.from(ranks, (order, row) => order[row % 2]);
    targets = Int32Array.from(ranks, (order) => order[4]);
  });
  afterAll(async () => {
    await model.dispose();
    network.dispose();
    await engine.dispose();
  });

  test.each(LOSS_IDS)("%s: losses are those of the logits, the gradient is their sum's slope", async (loss) => {
    const { gradient, logits, losses } = await model.gradient(IMAGES, labels, loss, targets);
    const expected = (rows: Float32Array) =>
      Array.from(labels, (label, row) => lossOf(loss, rows, row, CLASSES, label, targets[row]));
    expected(logits).forEach((value, row) => {
      expect(losses[row]).toBeCloseTo(value, 4);
    });
    // Along the gradient the slope of each image's loss is |its gradient|.
    const step = 2e-3;
    const scaled = gradient.slice();
    const slopes = Array.from(labels, (_, row) => {
      const view = scaled.subarray(row * SIZE, (row + 1) * SIZE);
      const length = Math.sqrt(view.reduce((sum, value) => sum + value * value, 0));
      view.forEach((value, i) => {
        view[i] = (value / length) * step;
      });
      return length;
    });
    const above = expected(await model.logits(IMAGES.map((value, i) => value + scaled[i])));
    const below = expected(await model.logits(IMAGES.map((value, i) => value - scaled[i])));
    slopes.forEach((slope, row) => {
      expect((above[row] - below[row]) / (2 * step) / slope).toBeCloseTo(1, 1);
    });
  });

  test("steps compiled into one graph go where the plain loop goes", async () => {
    const { signStep, ...plain } = model;
    expect(signStep).toBeDefined();
    // The reference is slow.
    const iFgsm = steepestAscentOf(id === "cpu" ? 2 : 5);
    for (const space of id === "cpu" ? (["normalized"] as const) : (["pixel", "normalized"] as const)) {
      const budget = { epsilon: 0.03, space };
      const compiled = await iFgsm.perturb(createAttackBatch(model, IMAGES, labels), budget);
      const looped = await iFgsm.perturb(createAttackBatch(plain, IMAGES, labels), budget);
      // A gradient near zero may be rounded to either sign where two graphs add in another order.
      const different = compiled.filter((value, i) => value !== looped[i]).length;
      expect(different / compiled.length).toBeLessThanOrEqual(id === "cpu" ? 0 : 0.01);
    }
  });

  test.runIf(id === "onnx")(
    "twice the steps of APGD end no lower, on the whole; the attacks end above the clean loss",
    async () => {
      const batch = createAttackBatch(model, IMAGES, labels);
      const { losses: clean } = await batch.clean();
      const budget = { epsilon: 0.02, space: "pixel" } as const;
      const total = async (attack: (typeof attacks)[number], options: { steps: number; stopWhenFooled: boolean }) => {
        const { losses } = await model.gradient(await attack.configure(options).perturb(batch, budget), labels);
        return losses.reduce((sum, loss) => sum + loss, 0);
      };
      const apgdCe = attacks.find((attack) => attack.id === "apgd-ce") as (typeof attacks)[number];
      const whole = await total(apgdCe, { steps: 16, stopWhenFooled: false });
      const half = await total(apgdCe, { steps: 8, stopWhenFooled: false });
      expect(whole).toBeGreaterThanOrEqual(half * (1 - 1e-5));
      expect(half).toBeGreaterThan(clean.reduce((sum, loss) => sum + loss, 0));
    },
  );
});
