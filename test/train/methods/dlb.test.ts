import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { dlb } from "../../../src/train/methods/dlb.ts";
import { expectLoss, golden, oneHot, stateTensors } from "../golden.ts";
import { sampleBatch } from "../sample-batch.ts";

test("losses and gradients over four steps, and across an epoch's end, are the authors'", async () => {
  const { inputs, options, outputs } = golden("dlb-four-steps");
  const method = await dlb.configure(options);
  const [batch, classes] = inputs.logits_first_view[0].shape;
  const state = method.createState({ labels: new Int32Array(), examples: 18, classes, batch });
  for (const [step, expected] of outputs.steps.entries()) {
    // Step 3 is the first of the second epoch.
    if (step === 3) state.endEpoch();
    const now = inputs.logits_first_view[step];
    // The first step has no batch before it: whatever stands there must not count.
    const again = inputs.logits_second_view_when_seen_again[Math.max(0, step - 1)];
    const labels = inputs.labels[step];
    const examples = { ...sampleBatch(1, labels.data), classes };
    const given = stateTensors(state, examples, { epoch: Math.floor(step / 3), epochs: 2 });
    const gradients = [expected.grad_logits_now];
    if (step > 0) gradients.push(expected.grad_logits_previous_again);
    expectLoss(
      method.loss,
      [now, again],
      oneHot(labels, classes),
      { loss: expected.loss, gradients },
      { state: given },
    );
    state.update(examples, Float32Array.from(now.data));
  }
});
