import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { InputError } from "../../core/error.ts";
import type { StageShape } from "../byot-heads.ts";
import { defineMethod } from "../method.ts";
import type { PartSizes, Parts } from "../parts.ts";

/**
 * Be your own teacher: every stage but the last has a head with a classifier, z_i, on features F_i as wide as those of the
 * whole network, F, and learns from the label and from the whole network's logits z, as constants. S is the soft
 * cross-entropy CE(z_i / T, softmax(z / T)), sums over i are over the heads:
 * - `journal`, the authors' later code: CE(z, y) + sum (1 - a) CE(z_i, y) + a S_i, and w ||A_i F_i + b_i - F|| of all heads
 *   but the one nearest to the end, with the Euclidean norm over the whole batch and learnt A_i, b_i
 * - `scan`, the authors' earlier code: CE(z, y) + sum (1 - a) CE(z_i, y) + a T^2 S_i + w |F_i - F|^2; theirs are
 *   a = 0.5, w = 5e-7
 * - `community`, luanyunteng/pytorch-be-your-own-teacher: (1 - a) CE(z, y) and the same sum, its last term only where F_i or
 *   F is above 0; theirs are a = 0.1, w = 1e-6
 *
 * Norms and squares are summed over the batch, so w depends on its size. Heads are no part of the checkpoint.
 */
export const byot = defineMethod({
  id: "byot",
  title: "be your own teacher: earlier stages learn from the last one",
  source: "Zhang et al. 2019, 2021; ArchipLab-LinfengZhang/pytorch-self-distillation-final, train.py",
  sampler: "single",
  keeps: "a head and a classifier per stage",
  features: "stages",
  options: z.object({
    byotForm: z.enum(["journal", "scan", "community"]).default("journal").meta({
      value: "form",
      description: "whose loss: the authors' later (journal) or earlier code (scan), or the most used one (community)",
    }),
    heads: z.enum(["attention", "bottleneck"]).default("attention").meta({
      value: "kind",
      description: "heads as in the authors' code, or as in the most used one",
    }),
    alpha: z.number().min(0).default(0.3).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(3).meta({ value: "t", description: "temperature of the distillation" }),
    featureWeight: z.number().min(0).default(0.03).meta({
      value: "weight",
      description: "weight of the comparison of features",
    }),
  }),
  createParts: createHeads,
  async loss({ byotForm, alpha, temperature, featureWeight }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { constant } = await import("../constant.ts");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const softWeight = byotForm === "journal" ? alpha : alpha * temperature * temperature;
    const distance = (own: Tensor, whole: Tensor): Scalar => {
      const squares = tf.squaredDifference(own, whole);
      if (byotForm === "journal") return tf.sqrt(tf.sum(squares));
      if (byotForm === "scan") return tf.sum(squares);
      const either = constant(() => tf.cast(tf.logicalOr(tf.greater(own, 0), tf.greater(whole, 0)), "float32"));
      return tf.sum(tf.mul(squares, either));
    };
    return ({ logits: [logits], targets, features: [stages], parts }) => {
      const heads = stages.slice(0, -1);
      const soft = constant(() => tf.softmax(tf.div(logits, temperature)) as Tensor2D);
      const whole = constant(() => tf.mean(stages[stages.length - 1], [1, 2]));
      const terms = [tf.mul(crossEntropy(logits, targets), byotForm === "community" ? 1 - alpha : 1)];
      for (const [i, map] of heads.entries()) {
        const features = parts.apply(headName(i), map);
        const answer = parts.apply(classifierName(i), features) as Tensor2D;
        terms.push(
          tf.mul(crossEntropy(answer, targets), 1 - alpha),
          tf.mul(crossEntropy(tf.div(answer, temperature), soft), softWeight),
        );
        if (byotForm !== "journal") terms.push(tf.mul(distance(features, whole), featureWeight));
        else if (i + 1 < heads.length) {
          terms.push(tf.mul(distance(parts.apply(adaptationName(i), features), whole), featureWeight));
        }
      }
      return tf.addN(terms) as Scalar;
    };
  },
});

const headName = (stage: number): string => `head${stage + 1}`;
const classifierName = (stage: number): string => `classifier${stage + 1}`;
const adaptationName = (stage: number): string => `adaptation${stage + 1}`;

async function createHeads(
  { features, classes }: PartSizes,
  { byotForm, heads }: { readonly byotForm: string; readonly heads: "attention" | "bottleneck" },
): Promise<Parts> {
  const { attentionHead, bottleneckHead } = await import("../byot-heads.ts");
  const { linear } = await import("../../network/linear.ts");
  const stages = features.map(requireHalving);
  const width = stages[stages.length - 1][2];
  const parts = stages.slice(0, -1).flatMap((_, i) => {
    const rest = stages.slice(i);
    const name = headName(i);
    const head = heads === "attention" ? attentionHead(name, rest) : bottleneckHead(name, rest);
    const adapted = byotForm === "journal" && i + 2 < stages.length;
    return [
      [name, head] as const,
      [classifierName(i), linear(classifierName(i), width, classes)] as const,
      ...(adapted ? [[adaptationName(i), linear(adaptationName(i), width, width)] as const] : []),
    ];
  });
  return { layers: Object.fromEntries(parts) };
}

/** Each stage is a map of half the size of the one before. */
function requireHalving(shape: readonly number[], index: number, all: readonly (readonly number[])[]): StageShape {
  const [height, width, channels] = shape;
  const halved = index === 0 || (all[index - 1][0] === 2 * height && all[index - 1][1] === 2 * width);
  if (shape.length === 3 && halved) return [height, width, channels];
  throw new InputError("`arch`", {
    expected: "a network whose stages are maps, each of half the size of the one before",
    got: `stages of ${all.map((each) => each.join(" x ")).join(", ")}`,
    remedy: "Choose a residual network.",
  });
}
