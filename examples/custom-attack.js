// An attack of one's own, beside FGSM and PGD: random corners of the L-infinity ball, the best of ten.
// Run: node custom-attack.js [checkpoint] [images]
import { createClassifier, createEngine, InputError, openDataset, openNetwork } from "ipswap-eval";
import { attacks, createAttackBatch, epsilonUnits } from "ipswap-eval/attacks";
import { bundledCheckpoint } from "./bundled.js";

/** Without gradients: what it finds, a network that hides its gradients cannot hide. */
const randomCorners = (tries = 10) => ({
  id: "random-corners",
  title: "Random corners",
  source: "this example",
  norm: "linf",
  loss: "margin",
  keeps: "best",
  gradients: 0,
  forwards: tries + 1,
  settings: { tries },
  configure: ({ queries = tries }) => randomCorners(queries),

  async perturb({ model, images, labels, indices, random, cleanLogits }, budget) {
    if (!(budget.epsilon >= 0)) throw new InputError("epsilon", { expected: "at least 0", got: `${budget.epsilon}` });
    const reach = epsilonUnits(budget, model.normalization).pixel;
    const size = images.length / labels.length;
    const best = images.slice();
    const margins = marginsOf(await cleanLogits(), labels, model.classes);
    for (let attempt = 0; attempt < tries; attempt++) {
      const corner = images.slice();
      labels.forEach((_, row) => {
        // Keyed by the image, so that no batching changes the draws.
        const draws = random.fork("random-corners", indices[row], attempt);
        for (let i = row * size; i < (row + 1) * size; i++) {
          const moved = images[i] + (draws.integer(2) === 0 ? -1 : 1) * reach[i % 3];
          corner[i] = budget.space === "pixel" ? Math.min(1, Math.max(0, moved)) : moved;
        }
      });
      const found = marginsOf(await model.logits(corner), labels, model.classes);
      found.forEach((margin, row) => {
        if (margin >= margins[row]) return;
        margins[row] = margin;
        best.set(corner.subarray(row * size, (row + 1) * size), row * size);
      });
    }
    return best;
  },
});

/** How far each label's logit is ahead of the best other: below 0 the answer is wrong. */
function marginsOf(logits, labels, classes) {
  return Float64Array.from(labels, (label, row) => {
    const scores = Array.from(logits.subarray(row * classes, (row + 1) * classes));
    const [own] = scores.splice(label, 1);
    return own - Math.max(...scores);
  });
}

const [, , checkpoint = bundledCheckpoint("ipswap"), limit = "64"] = process.argv;
const engine = await createEngine();
const network = await openNetwork(checkpoint);
const data = await openDataset("emoji", { split: "test", limit: Number(limit) });
const model = await createClassifier(network, engine, { batch: 32 });

const bytes = await data.read(Int32Array.from(data.labels.keys()));
const batch = createAttackBatch(
  model,
  Float32Array.from(bytes, (value) => value / 255),
  data.labels,
);
const accuracy = async (images) => {
  const margins = marginsOf(await model.logits(images), data.labels, model.classes);
  return margins.filter((margin) => margin > 0).length / data.count;
};

const budget = { epsilon: 4 / 255, space: "pixel" };
console.log(`clean            ${(await accuracy(batch.images)).toFixed(4)}`);
for (const attack of [randomCorners(), ...attacks.filter(({ id }) => ["fgsm", "pgd"].includes(id))]) {
  console.log(`${attack.id.padEnd(16)} ${(await accuracy(await attack.perturb(batch, budget))).toFixed(4)}`);
}
await model.dispose();
network.dispose();
