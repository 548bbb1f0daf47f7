import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { defineMethod } from "../method.ts";
import type { PartSizes, Parts } from "../parts.ts";

/** Stages whose maps vote too, from the last but one backwards. */
const AUXILIARY_STAGES = 2;

/**
 * Zipf's label smoothing: CE(z, y) + lambda KL(d || q). q is the softmax over the K - 1 logits that are not the label's.
 * d gives a class of rank r the share 1 / r, normalised over the same classes, as a constant: all K classes are ranked, the
 * label too, and equal ones share the best rank of their group. With `votes` the classifier is applied at every position of
 * the last map, and a class ranks by how many positions it wins; with `logits` by the image's own logits.
 *
 * `auxiliary` heads are linear classifiers on the two stages before the last: their cross-entropies on the average of the
 * map are added with a weight, and their positions vote too.
 */
export const zipf = defineMethod({
  id: "zipf",
  title: "soft labels by the rank of each class (Zipf's label smoothing)",
  source: "Liang et al. 2022; megvii-research/zipfls, pytorch_zipfls/losses.py",
  sampler: "single",
  keeps: "auxiliary classifiers, where asked for",
  mixable: false,
  features: ({ ranking, auxiliary }) => (ranking === "votes" || auxiliary === "yes" ? "stages" : undefined),
  options: z.object({
    // The authors' value for CIFAR-100 and ImageNet; 1 for TinyImageNet and INAT-21.
    zipfWeight: z.number().min(0).default(0.1).meta({ value: "lambda", description: "weight of the soft labels" }),
    ranking: z.enum(["votes", "logits"]).default("votes").meta({
      value: "by",
      description: "classes rank by votes of the positions of the last map, or by the image's own logits",
    }),
    mask: z.enum(["no", "yes"]).default("no").meta({
      value: "yes|no",
      description: "average soft labels over the images that are right alone",
    }),
    // As the authors' command does, whose --deeplayer is 1 unless it is given.
    auxiliary: z.enum(["no", "yes"]).default("no").meta({
      value: "yes|no",
      description: "classifiers on the two stages before the last, whose positions vote too",
    }),
    auxiliaryWeight: z.number().min(0).default(0.1).meta({
      value: "weight",
      description: "weight of the cross-entropy of each auxiliary classifier",
    }),
  }),
  createParts: createHeads,
  async loss({ zipfWeight, ranking, mask, auxiliary, auxiliaryWeight }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { constant } = await import("../constant.ts");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { countVotes, ranks } = await import("../votes.ts");
    /** Logits [n, positions, classes] of a classifier at every position of a map. */
    const atPositions = (map: Tensor, classify: (features: Tensor2D) => Tensor): Tensor => {
      const [count, height, width, channels] = map.shape as [number, number, number, number];
      const logits = classify(tf.reshape(map, [count * height * width, channels]) as Tensor2D);
      return tf.reshape(logits, [count, height * width, -1]);
    };
    return ({ logits: [logits], targets, features: [stages], classify, parts }) => {
      const others = tf.sub(1, targets);
      const heads = auxiliary === "yes" ? headsOf(stages.map((map) => map.shape.slice(1))) : [];
      const head = (name: string) => (features: Tensor) => parts.apply(name, features);
      const scores = (): Tensor => {
        if (ranking === "logits") return logits;
        const maps = [
          atPositions(stages[stages.length - 1], classify),
          ...heads.map(({ name, stage }) => atPositions(stages[stage], head(name))),
        ];
        return countVotes(tf.concat(maps, 1));
      };
      const soft = constant(() => {
        const shares = tf.div(others, ranks(scores()));
        return tf.div(shares, tf.sum(shares, 1, true));
      });
      // log q without the label: its logit is taken out of the sum, and of the difference by the share 0.
      const largest = constant(() => tf.max(tf.sub(logits, tf.mul(targets, 1e30)), 1, true));
      const shifted = tf.sub(logits, largest);
      const logSum = tf.log(tf.sum(tf.mul(tf.exp(tf.mul(shifted, others)), others), 1, true));
      const entropy = constant(() => tf.sum(tf.mul(soft, tf.log(tf.add(soft, targets))), 1));
      const divergence = tf.sub(entropy, tf.sum(tf.mul(soft, tf.sub(shifted, logSum)), 1));
      const terms = [crossEntropy(logits, targets)];
      if (mask === "no") terms.push(tf.mul(tf.mean(divergence), zipfWeight));
      else {
        const right = constant(() => tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(targets, 1)), "float32"));
        const mean = tf.div(tf.sum(tf.mul(divergence, right)), tf.maximum(tf.sum(right), 1));
        terms.push(tf.mul(mean, zipfWeight) as Scalar);
      }
      for (const { name, stage } of heads) {
        const answer = parts.apply(name, tf.mean(stages[stage], [1, 2])) as Tensor2D;
        terms.push(tf.mul(crossEntropy(answer, targets), auxiliaryWeight));
      }
      return tf.addN(terms) as Scalar;
    };
  },
});

/** The stages that have a classifier of their own, by its name. */
function headsOf(stages: readonly (readonly number[])[]) {
  const before = stages.slice(0, -1).map((shape, stage) => ({ name: `stage-${stage + 1}`, stage, shape }));
  return before.slice(-AUXILIARY_STAGES);
}

async function createHeads(
  { features, classes }: PartSizes,
  { auxiliary }: { readonly auxiliary: "yes" | "no" },
): Promise<Parts> {
  if (auxiliary === "no") return {};
  const { linear } = await import("../../network/linear.ts");
  return {
    layers: Object.fromEntries(headsOf(features).map(({ name, shape }) => [name, linear(name, shape[2], classes)])),
  };
}
