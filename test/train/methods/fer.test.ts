import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { fer } from "../../../src/train/methods/fer.ts";
import { expectClose, expectLoss, golden, oneHot, stateTensors } from "../golden.ts";
import { sampleBatch } from "../sample-batch.ts";

test("soft labels, losses and gradients over three epochs are the authors'", async () => {
  const { inputs, options, outputs } = golden("fer-three-epochs");
  const { temperature, mu, gamma, epochs } = options;
  const method = await fer.configure({ temperature, mu, labelShare: gamma });
  const classes = inputs.logits[0].shape[1];
  const state = method.createState({ labels: new Int32Array(), examples: 6, classes, batch: 3 });
  for (const [epoch, expected] of outputs.epochs_1_2_3.entries()) {
    for (const [step, indices] of inputs.examples_of_each_batch[epoch].entries()) {
      const logits = inputs.logits[2 * epoch + step];
      const labels = indices.map((index: number) => inputs.labels_of_the_data_set.data[index]);
      const batch = { ...sampleBatch(1, labels), indices: Int32Array.from(indices), classes };
      const given = stateTensors(state, batch, { epoch, epochs });
      const targets = oneHot({ shape: [3], data: labels }, classes);
      const gradients = [expected.grads_logits[step]];
      expectLoss(method.loss, [logits], targets, { loss: expected.losses[step], gradients }, { state: given });
      state.update(batch, Float32Array.from(logits.data));
    }
    expectClose(state.values[0], expected.soft_after);
    expectClose(state.values[1], expected.ever_right_after);
    state.endEpoch();
  }
});
