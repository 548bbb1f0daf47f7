import type { Normalization } from "../../core/classifier.ts";
import type { Weights } from "../shared/weights.ts";

/** A way to look at the tensors of a training module: those of the network inside it, by the network's own names. */
export interface NetworkView {
  /** The wrapper that was taken off, by its name in the file; absent for all of the tensors. */
  readonly wrapper?: string;
  readonly weights: Weights;
  /** What a normalising first layer in the file says; pixels are in [0, 1]. */
  readonly normalization?: Normalization;
}

/** Names that wrappers give to the network, the likelier first. Where a file has several, the plain one comes first. */
const WRAPPED_AS = [
  "model",
  "net",
  "network",
  "student",
  "module",
  "base_model",
  "core_model",
  "classifier_model",
  "backbone",
  "encoder",
  "1",
  "ema_model",
  "model_ema",
  "ema",
];

/** Parts of training modules that a prediction does not use: teachers, attackers, losses, averages of the network. */
const NOT_THE_NETWORK = /^(teacher|attacker|criterion|\w*loss\w*|normali[sz]er?|ema|\w+_ema|ema_\w+)\./;

const MEAN = /^(.*\.)?(new_mean|mean|mu)$/;
const STD_OF: Readonly<Record<string, string>> = { new_mean: "new_std", mean: "std", mu: "sigma" };

/**
 * The ways to look at a file's tensors, the plainest first: all of them, then those under each usual name of a wrapped
 * network together with what stands beside it, such as its classifier. A normalising layer's two vectors are taken out:
 * they are no weights, and say how the input is normalised.
 *
 * @example
 * const weights = new Map(["backbone.conv1.weight", "fc.weight"].map((name) => [name, weight]));
 * networkViews(weights).map((view) => [...view.weights.keys()])
 * // [["backbone.conv1.weight", "fc.weight"], ["conv1.weight", "fc.weight"]]
 */
export function networkViews(weights: Weights): readonly NetworkView[] {
  const { rest, normalization } = takeNormalization(weights);
  const said = normalization === undefined ? {} : { normalization };
  const views: NetworkView[] = [{ weights: rest, ...said }];
  for (const wrapper of WRAPPED_AS) {
    const inside = under(`${wrapper}.`, rest);
    if (inside.size === 0) continue;
    const beside = [...rest].filter(([name]) => !name.startsWith(`${wrapper}.`) && !NOT_THE_NETWORK.test(name));
    views.push({ wrapper, weights: new Map([...withoutWrappers(inside), ...beside]), ...said });
  }
  return views;
}

/** Names that training modules give to a second network, which is never taken for the first. */
const SECOND_NETWORKS = ["teacher", "momentum_encoder", "target_network", "encoder_k"];

/** The ways to look at the tensors of other networks than the one that was trained: only for a user who asks. */
export function secondNetworkViews(weights: Weights): readonly NetworkView[] {
  return SECOND_NETWORKS.flatMap((wrapper) => {
    const inside = under(`${wrapper}.`, weights);
    return inside.size === 0 ? [] : [{ wrapper, weights: withoutWrappers(inside) }];
  });
}

function under(prefix: string, weights: Weights): Weights {
  const found = [...weights].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** `ema_model.module.conv1.weight` and the like: wrappers in wrappers. */
function withoutWrappers(weights: Weights): Weights {
  for (const wrapper of WRAPPED_AS) {
    const inside = under(`${wrapper}.`, weights);
    if (inside.size > 0 && inside.size === weights.size) return withoutWrappers(inside);
  }
  return weights;
}

function takeNormalization(weights: Weights): { readonly rest: Weights; readonly normalization?: Normalization } {
  const rest = new Map(weights);
  let normalization: Normalization | undefined;
  for (const name of weights.keys()) {
    const [, prefix = "", kind] = MEAN.exec(name) ?? [];
    if (kind === undefined) continue;
    const mean = channels(weights, name);
    const std = channels(weights, `${prefix}${STD_OF[kind]}`);
    if (mean === undefined || std?.every((value) => value > 0) !== true) continue;
    rest.delete(name);
    rest.delete(`${prefix}${STD_OF[kind]}`);
    normalization ??= { mean, std };
  }
  return { rest, ...(normalization && { normalization }) };
}

/** Three numbers for red, green and blue, however many axes of one element they have. */
function channels(weights: Weights, name: string): readonly [number, number, number] | undefined {
  const tensor = weights.get(name);
  if (tensor === undefined || tensor.shape.filter((size) => size !== 1).join() !== "3") return undefined;
  const [red, green, blue] = tensor.read();
  return [red, green, blue].every(Number.isFinite) ? [red, green, blue] : undefined;
}
