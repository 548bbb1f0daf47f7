import { add, matMul, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { InputError } from "../core/error.ts";
import type { Network } from "../model/network.ts";
import type { Tap } from "../model/tap.ts";
import { listTaps } from "../model/taps.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import type { TapHook } from "../network/tap.ts";
import type { FeatureKind } from "./method.ts";

/** What a network says of images: logits [images, classes], and the features that a method compares. */
export interface NetworkOutputs {
  readonly logits: Tensor2D;
  readonly features: readonly Tensor[];
}

/** Which activation is a feature. */
export type FeatureTap = Pick<Tap, "name" | "shape">;

/**
 * The activations that are a network's features.
 *
 * @param network in inference mode
 * @throws InputError where it has no activation that plays the role
 */
export function featureTaps(
  network: Pick<Network, "name" | "forward" | "height" | "width">,
  kind: FeatureKind | undefined,
): readonly FeatureTap[] {
  if (kind === undefined) return [];
  const plays = (role: string) => (kind === "stages" ? role.startsWith("stage-") : role === kind);
  const found = listTaps(network)
    .flatMap(({ name, shape, roles }) => {
      const role = roles.find(plays);
      return role === undefined ? [] : [{ name, shape, order: Number(role.replace(/\D/g, "")) }];
    })
    .sort((a, b) => a.order - b.order);
  if (found.length > 0) return found.map(({ name, shape }) => ({ name, shape }));
  throw new InputError(network.name, {
    expected: `a network in which ${WORDS[kind]} can be found`,
    got: "one whose activations do not show where",
    remedy: "Choose a method that compares no features; inspect lists the activations of a checkpoint.",
  });
}

const WORDS: Readonly<Record<FeatureKind, string>> = {
  pooled: "the features that the classifier sees",
  "last-spatial": "the last feature map",
  stages: "the ends of its stages",
};

/** A network that hands over these activations beside its logits. */
export function withFeatures(
  forward: (images: Tensor, hook?: TapHook) => Tensor2D,
  taps: readonly FeatureTap[],
): (images: Tensor) => NetworkOutputs {
  return (images) => {
    const features: Tensor[] = [];
    const logits = forward(images, (name, read) => {
      const place = taps.findIndex((tap) => tap.name === name);
      if (place !== -1) features[place] = read();
      return undefined;
    });
    return { logits, features };
  };
}

/**
 * The last layer of a network, as a function of the features that it sees.
 *
 * @throws InputError when it is called on a network that does not end in a linear layer on as many features
 */
export function classifierOf({ weights }: Pick<BoundNetwork, "weights">): (features: Tensor2D) => Tensor2D {
  const kernel = weights.findLast(({ spec }) => spec.role === "kernel");
  const bias = weights.findLast(({ spec }) => spec.role === "bias" && spec.layer === kernel?.spec.layer);
  return (features): Tensor2D => {
    if (kernel?.spec.arrangement !== "linear" || kernel.variable.shape[0] !== features.shape[1]) {
      throw new InputError("the network to train", {
        expected: "one whose last layer makes classes of the averages of its last feature map",
        got: "one that ends in another way",
        remedy: "Choose another method.",
      });
    }
    const logits: Tensor2D = matMul(features, kernel.variable as Tensor2D);
    return bias === undefined ? logits : (add(logits, bias.variable) as Tensor2D);
  };
}
