import { probeGradient } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Network } from "../model/network.ts";

/**
 * Classifiers of the networks of a run, made when first asked for and let go when a run has moved on. Where the run needs
 * gradients, a network without one is recognised as such; where it does not, none is compiled.
 */
export interface ClassifierPool {
  of(network: Network): Promise<Classifier>;
  /** Releases all but those of these networks. */
  keep(networks: readonly Network[]): Promise<void>;
}

/** @param gradients whether the run needs them */
export function createClassifierPool(
  create: (network: Network) => Promise<Classifier>,
  gradients: boolean,
): ClassifierPool {
  const make = async (network: Network) => {
    const classifier = await create(network);
    return gradients ? probeGradient(classifier) : classifier;
  };
  const classifiers = new Map<Network, Promise<Classifier>>();
  return {
    of(network) {
      const known = classifiers.get(network) ?? make(network);
      classifiers.set(network, known);
      return known;
    },
    async keep(networks) {
      for (const [network, classifier] of classifiers) {
        if (networks.includes(network)) continue;
        classifiers.delete(network);
        await (await classifier).dispose();
      }
    },
  };
}
