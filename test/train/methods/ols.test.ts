import "../../../src/engine/reference-backend.ts";
import { expect, test } from "vitest";
import { ols } from "../../../src/train/methods/ols.ts";
import { expectClose, expectLoss, golden, oneHot, stateTensors } from "../golden.ts";
import { sampleBatch } from "../sample-batch.ts";

test.each([
  ["ols-cifar-two-epochs", "cifar"],
  ["ols-fine-grained-two-epochs", "fine-grained"],
] as const)("%s: soft labels, losses and gradients are the authors'", async (name, olsForm) => {
  const { inputs, options, outputs } = golden(name);
  const { weight_soft } = options;
  const method = await ols.configure({ softWeight: weight_soft, olsForm });
  const classes = 5;
  const state = method.createState({ labels: new Int32Array(), examples: 12, classes, batch: 6 });
  for (const [epoch, expected] of outputs.epochs.entries()) {
    expectClose(state.values[0], expected.soft_labels_before);
    for (const [step, logits] of inputs.logits[epoch].entries()) {
      const labels = inputs.labels[epoch][step];
      const batch = sampleBatch(1, labels.data);
      const given = stateTensors(state, batch, { epoch, epochs: 2 });
      const gradients = [expected.grads_logits[step]];
      expectLoss(
        method.loss,
        [logits],
        oneHot(labels, classes),
        { loss: expected.losses[step], gradients },
        { state: given },
      );
      state.update(batch, Float32Array.from(logits.data));
    }
    state.endEpoch();
    expectClose(state.values[0], expected.soft_labels_after);
  }
});

test("a class that was never right has a uniform soft label", () => {
  return ols.configure({}).then((method) => {
    const state = method.createState({ labels: new Int32Array(), examples: 2, classes: 2, batch: 2 });
    // Both images are class 0. The first is right with probability 3/4, the second is wrong.
    state.update(sampleBatch(1, [0, 0]), Float32Array.of(Math.log(3), 0, 0, 1));
    state.endEpoch();
    [0.75, 0.25, 0.5, 0.5].forEach((value, k) => {
      expect(state.values[0][k]).toBeCloseTo(value, 6);
    });
  });
});
