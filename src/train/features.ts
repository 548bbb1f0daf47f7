import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { InputError } from "../core/error.ts";
import type { Network } from "../model/network.ts";
import { listTaps } from "../model/taps.ts";
import type { TapHook } from "../network/tap.ts";
import type { FeatureKind } from "./method.ts";

/** What a network says of images: logits [images, classes], and the features that a method compares. */
export interface NetworkOutputs {
  readonly logits: Tensor2D;
  readonly features: readonly Tensor[];
}

/**
 * Names of the activations that are a network's features.
 *
 * @param network in inference mode
 * @throws InputError where it has no activation that plays the role
 */
export function featureTaps(
  network: Pick<Network, "name" | "forward" | "height" | "width">,
  kind: FeatureKind | undefined,
): readonly string[] {
  if (kind === undefined) return [];
  const plays = (role: string) => (kind === "stages" ? role.startsWith("stage-") : role === kind);
  const found = listTaps(network)
    .flatMap(({ name, roles }) => {
      const role = roles.find(plays);
      return role === undefined ? [] : [{ name, order: Number(role.replace(/\D/g, "")) }];
    })
    .sort((a, b) => a.order - b.order);
  if (found.length > 0) return found.map(({ name }) => name);
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

/** A network that hands over the activations of these names beside its logits. */
export function withFeatures(
  forward: (images: Tensor, hook?: TapHook) => Tensor2D,
  taps: readonly string[],
): (images: Tensor) => NetworkOutputs {
  return (images) => {
    const features: Tensor[] = [];
    const logits = forward(images, (name, read) => {
      const place = taps.indexOf(name);
      if (place !== -1) features[place] = read();
      return undefined;
    });
    return { logits, features };
  };
}
