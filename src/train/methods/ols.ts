import type { Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { argmax } from "../../core/argmax.ts";
import { softmaxRows } from "../../core/predictions.ts";
import { defineMethod } from "../method.ts";
import type { MethodState, StateSize } from "../method-state.ts";

/**
 * Online label smoothing: (1 - w) CE(z, y) + w CE(z, s_y). The soft label s_y of class y is the mean of the
 * probabilities that the network gave, in the epoch before, to the class' images that it got right; uniform where it got
 * none right. As in the authors' CIFAR script, soft labels are zero in the first epoch, so that its loss is (1 - w) CE.
 *
 * `fine-grained` is their script for sets of similar classes: CE(z, y) + CE(z, s_y), soft labels that begin uniform, and a
 * row whose largest number has come to 0.88 stays as it is.
 */
export const ols = defineMethod({
  id: "ols",
  title: "soft labels from the epoch before (online label smoothing)",
  source: "Zhang et al. 2021; zhangchbin/OnlineLabelSmoothing, cifar/ and fine-grained/",
  sampler: "single",
  keeps: "a soft label per class",
  mixable: false,
  options: z.object({
    softWeight: z.number().min(0).max(1).default(0.5).meta({
      value: "share",
      description: "share of the loss that compares with soft labels; of the cifar form",
    }),
    olsForm: z.enum(["cifar", "fine-grained"]).default("cifar").meta({
      value: "form",
      description: "the authors' script: cifar, or fine-grained for sets of similar classes",
    }),
  }),
  createState: collectSoftLabels,
  async loss({ softWeight, olsForm }) {
    const [hardShare, softShare] = olsForm === "cifar" ? [1 - softWeight, softWeight] : [1, 1];
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    return ({ logits: [logits], targets, state: [softLabels] }) => {
      const soft = tf.matMul(targets, softLabels as Tensor2D) as Tensor2D;
      return tf.add(tf.mul(crossEntropy(logits, targets), hardShare), tf.mul(crossEntropy(logits, soft), softShare));
    };
  },
});

/** In the fine-grained form a row that is as sure as this stays as it is. */
const SURE = 0.88;

/** Row y of the soft labels is that of class y. */
function collectSoftLabels(
  { classes }: StateSize,
  { olsForm }: { readonly olsForm: "cifar" | "fine-grained" },
): MethodState {
  const fineGrained = olsForm === "fine-grained";
  const softLabels = new Float32Array(classes * classes).fill(fineGrained ? 1 / classes : 0);
  // Both are empty whenever an epoch ends, so a resumed run needs the soft labels only.
  const sums = new Float64Array(classes * classes);
  const counts = new Float64Array(classes);
  return {
    shapes: [[classes, classes]],
    inputs: () => [softLabels],
    update({ labels }, logits) {
      const probabilities = softmaxRows(logits, classes);
      labels.forEach((label, i) => {
        if (argmax(logits, i, classes) !== label) return;
        counts[label]++;
        for (let k = 0; k < classes; k++) sums[label * classes + k] += probabilities[i * classes + k];
      });
    },
    endEpoch() {
      for (let row = 0; row < classes; row++) {
        const soft = softLabels.subarray(row * classes, (row + 1) * classes);
        if (fineGrained && Math.max(...soft) >= SURE) continue;
        const count = counts[row];
        soft.forEach((_, k) => {
          soft[k] = count === 0 ? 1 / classes : sums[row * classes + k] / count;
        });
      }
      sums.fill(0);
      counts.fill(0);
    },
    values: [softLabels],
  };
}
