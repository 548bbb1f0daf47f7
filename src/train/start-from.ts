import { isDeepStrictEqual } from "node:util";
import { InputError } from "../core/error.ts";
import type { Network } from "../model/network.ts";
import type { BoundNetwork, BoundWeight } from "../network/bound-network.ts";

/**
 * Gives a network the weights of another, layer by layer in their order, whatever the layers are called. The last layer
 * keeps its own first weights where the other one tells other classes apart; outputs without names are taken to be in the
 * order of the classes, where there are as many.
 *
 * @throws InputError where the other is not described in layers, or in others
 */
export function startFrom(network: BoundNetwork, initial: Network, classes: readonly string[]): void {
  const given = initial.bound?.weights;
  if (given === undefined) {
    throw new InputError(initial.name, {
      expected: "weights of a network whose layers are known",
      got: "a model that is known by what it computes only",
      remedy: "Start from a checkpoint, or from weights of PyTorch or safetensors.",
    });
  }
  const last = network.weights.at(-1)?.spec.layer;
  const body = network.weights.filter(({ spec }) => spec.layer !== last);
  const sameNames = initial.classesStated
    ? isDeepStrictEqual([...initial.classes], [...classes])
    : initial.classes.length === classes.length;
  const sameClasses = initial.outputs === undefined && sameNames;
  const copied = sameClasses ? network.weights : body;
  const fits = (a: BoundWeight, b: BoundWeight | undefined): boolean =>
    b !== undefined && a.spec.role === b.spec.role && isDeepStrictEqual(a.variable.shape, b.variable.shape);
  const misfit = copied.findIndex((weight, i) => !fits(weight, given[i]));
  if (misfit !== -1 || given.length !== network.weights.length) {
    throw new InputError(initial.name, {
      expected: "the layers of the network to train",
      got: misfit === -1 ? `${given.length} weights, not ${network.weights.length}` : describe(given[misfit]),
      remedy: "Choose its `architecture`.",
    });
  }
  for (const [i, { variable }] of copied.entries()) variable.assign(given[i].variable);
}

function describe(weight: BoundWeight | undefined): string {
  return weight === undefined ? "fewer weights" : `${weight.spec.name} of shape [${weight.spec.shape.join(", ")}]`;
}
