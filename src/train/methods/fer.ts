import type { Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { argmax } from "../../core/argmax.ts";
import { softmaxRows } from "../../core/predictions.ts";
import { defineMethod } from "../method.ts";
import type { MethodState, StateSize } from "../method-state.ts";

/**
 * Flipping error reduction: an image that was right at least once is also taught its own earlier answers,
 * (1 - w) CE(z, y) + w T^2 CE(z / T, s), with w = (1 - gamma) e / E in epoch e of E; the others CE(z, y).
 *
 * Whenever an image is right, its soft label s moves towards the answer: s <- (1 - c) s + c softmax(z / T) with
 * c = 1 - exp(-mu p_y). As in the authors' code s starts at zero, so that it sums to less than 1 at first.
 */
export const fer = defineMethod({
  id: "fer",
  title: "images keep what was right (flipping error reduction)",
  source: "Deng et al. 2022; Xiang-Deng-DL/FER, helper/loops.py",
  sampler: "single",
  keeps: "a soft label per image",
  mixable: false,
  options: z.object({
    temperature: z.number().gt(0).default(5).meta({ value: "t", description: "temperature of the distillation" }),
    // The authors' values: 1 for ResNet-18, 0.5 for ShuffleNetV2, 0.3 for MobileNetV2 and WRN-40-2.
    mu: z.number().gt(0).default(1).meta({
      value: "rate",
      description: "how fast an image's soft label follows its answers that are right",
    }),
    labelShare: z.number().min(0).max(1).default(0.1).meta({
      value: "share",
      description: "share of the loss that compares with the label at the end of the run",
    }),
  }),
  createState: collectAnswers,
  async loss({ temperature }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    return ({ logits: [logits], targets, state: [labelWeights, weightedSoftLabels] }) =>
      tf.add(
        crossEntropy(logits, tf.mul(targets, labelWeights)),
        tf.mul(crossEntropy(tf.div(logits, temperature), weightedSoftLabels as Tensor2D), temperature * temperature),
      );
  },
});

function collectAnswers(
  { examples, classes, batch }: StateSize,
  { temperature, mu, labelShare }: { readonly temperature: number; readonly mu: number; readonly labelShare: number },
): MethodState {
  const softLabels = new Float32Array(examples * classes);
  const everRight = new Float32Array(examples);
  return {
    shapes: [
      [batch, 1],
      [batch, classes],
    ],
    inputs({ indices }, { epoch, epochs }) {
      // The first epoch only collects.
      const softWeight = epoch === 0 ? 0 : ((epoch + 1) / epochs) * (1 - labelShare);
      const weights = Float32Array.from(indices, (index) => softWeight * everRight[index]);
      const weighted = new Float32Array(batch * classes);
      indices.forEach((index, i) => {
        for (let k = 0; k < classes; k++) weighted[i * classes + k] = weights[i] * softLabels[index * classes + k];
      });
      return [weights.map((weight) => 1 - weight), weighted];
    },
    update({ indices, labels }, logits) {
      const probabilities = softmaxRows(logits, classes);
      const softened = softmaxRows(
        Float64Array.from(logits, (logit) => logit / temperature),
        classes,
      );
      indices.forEach((index, i) => {
        if (argmax(logits, i, classes) !== labels[i]) return;
        everRight[index] = 1;
        const share = 1 - Math.exp(-mu * probabilities[i * classes + labels[i]]);
        for (let k = 0; k < classes; k++) {
          const at = index * classes + k;
          softLabels[at] = (1 - share) * softLabels[at] + share * softened[i * classes + k];
        }
      });
    },
    endEpoch() {},
    values: [softLabels, everRight],
  };
}
