import type { CardContent } from "../../src/core/card.ts";
import { createRandom } from "../../src/core/random.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import type { Network } from "../../src/model/network.ts";
import type { BoundNetwork } from "../../src/network/bound-network.ts";
import { initialize } from "../../src/train/initialize.ts";

/** ResNet-8 for three classes, with a card for 8x8 images that fits: small enough for the reference engine. */
export const tinyModel = (seed = 1): BoundNetwork =>
  initialize(findArchitecture("resnet8").network(3), createRandom(seed));

export const tinyCard: CardContent = {
  tool: "ipswap-eval 0.0.0",
  architecture: "resnet8",
  input: { height: 8, width: 8 },
  classes: ["ant", "bee", "cat"],
  superclasses: { names: ["insect", "mammal"], of: [0, 0, 1] },
  normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] },
  data: { name: "tiny", sha256: "0".repeat(64) },
  training: {
    method: "hard-label",
    options: {},
    seed: 1,
    epochs: 1,
    batch: 4,
    learningRate: 0.05,
    momentum: 0.9,
    weightDecay: 5e-4,
    labelNoise: "none",
    engine: "cpu",
  },
  metrics: { trainLoss: 1, trainAccuracy: 0.5, testAccuracy: 0.25 },
};

/** A model as the network of a checkpoint that was just read. */
export function networkOf({ forward, dispose }: BoundNetwork, side = 8, classes = 3): Network {
  return {
    name: "tiny",
    sha256: "",
    architecture: "tiny",
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    classesStated: false,
    height: side,
    width: side,
    normalization: tinyCard.normalization,
    output: "logits",
    forward,
    dispose,
  };
}

/** Images in [0, 1], row-major [count, 8, 8, 3]. */
export function tinyImages(count: number, seed = 7): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count * 8 * 8 * 3 }, () => random.uniform());
}
