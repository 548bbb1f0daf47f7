import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy } from "../cross-entropy.ts";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import { swapPairs } from "../patch-swap.ts";
import { scheduled } from "../schedule.ts";
import { swapOptions } from "../swap-options.ts";

/** Pairs of one class exchange patches; both are learnt from the label alone, CE(z1, y) + CE(z2, y). */
export const swap = defineMethod({
  options: swapOptions,
  paired: true,
  prepare(batch, { p, patch }, random, moment) {
    swapPairs(batch, { patch, p: scheduled(p, moment) }, random);
    return oneHotTargets(batch);
  },
  loss: ([first, second], targets) => tf.add(crossEntropy(first, targets), crossEntropy(second, targets)),
});
