import type { Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { defineMethod } from "../method.ts";
import type { MethodState, StateSize } from "../method-state.ts";
import { oneHotTargets } from "../one-hot.ts";

/**
 * Self-distillation from the last mini-batch. Each batch is seen again in the next step, with other crops and flips:
 * (CE(z, y) + CE(w, y')) / 2 + alpha T^2 KL(p' || q), where z are the logits of this step's images, w those of the last
 * step's images with labels y', q = softmax(w / T), and p' = softmax(z' / T) with the logits z' of the last step, as a
 * constant. Two forward passes, so batch normalisation's moving averages move twice a step.
 *
 * The first step of all has only CE(z, y). Its second forward pass, which the authors' code does not make, moves the
 * moving averages once more.
 */
export const dlb = defineMethod({
  id: "dlb",
  title: "self-distillation from the last mini-batch",
  source: "Shen et al. 2022; Meta-knowledge-Lab/DLB, dlb.py",
  sampler: "last-batch",
  keeps: "logits and labels of the last batch",
  forward: "separately",
  mixable: false,
  options: z.object({
    alpha: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the distillation" }),
    // Not in the authors' code; the name of its experiment hints at 3.
    temperature: z.number().gt(0).default(3).meta({ value: "t", description: "temperature of the distillation" }),
  }),
  createState: rememberLastBatch,
  async loss({ alpha, temperature }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { distillation } = await import("../distillation.ts");
    return ({ logits: [now, again], targets, state: [lastLogits, lastTargets, seen] }) => {
      const first = crossEntropy(now, targets);
      const second = crossEntropy(again, lastTargets as Tensor2D);
      const consistency = distillation(lastLogits as Tensor2D, again, temperature);
      // `seen` is 1 from the second step on: the mean of the two cross-entropies, and the distillation.
      const halved = tf.add(first, tf.mul(seen, tf.div(tf.sub(second, first), 2)));
      return tf.add(halved, tf.mul(seen, tf.mul(consistency, alpha)));
    };
  },
});

function rememberLastBatch({ batch, classes }: StateSize): MethodState {
  const logits = new Float32Array(batch * classes);
  const targets = new Float32Array(batch * classes);
  const seen = new Float32Array(1);
  return {
    shapes: [[batch, classes], [batch, classes], []],
    inputs: () => [logits, targets, seen],
    update(done, doneLogits) {
      logits.set(doneLogits);
      targets.set(oneHotTargets(done));
      seen[0] = 1;
    },
    endEpoch() {},
    values: [logits, targets, seen],
  };
}
