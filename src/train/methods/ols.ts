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
 */
export const ols = defineMethod({
  id: "ols",
  title: "soft labels from the epoch before (online label smoothing)",
  source: "Zhang et al. 2021; zhangchbin/OnlineLabelSmoothing, cifar/scripts/train_cifar_all_methods.py",
  sampler: "single",
  mixable: false,
  options: z.object({
    softWeight: z.number().min(0).max(1).default(0.5).meta({
      value: "share",
      description: "share of the loss that compares with soft labels",
    }),
  }),
  createState: collectSoftLabels,
  async loss({ softWeight }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    return ({ logits: [logits], targets, state: [softLabels] }) => {
      const soft = tf.matMul(targets, softLabels as Tensor2D) as Tensor2D;
      return tf.add(
        tf.mul(crossEntropy(logits, targets), 1 - softWeight),
        tf.mul(crossEntropy(logits, soft), softWeight),
      );
    };
  },
});

/** Row y of the soft labels is that of class y. */
function collectSoftLabels({ classes }: StateSize): MethodState {
  const softLabels = new Float32Array(classes * classes);
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
      sums.forEach((sum, k) => {
        const count = counts[Math.floor(k / classes)];
        softLabels[k] = count === 0 ? 1 / classes : sum / count;
      });
      sums.fill(0);
      counts.fill(0);
    },
    values: [softLabels],
  };
}
