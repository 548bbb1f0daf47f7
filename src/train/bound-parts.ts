import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../core/element-count.ts";
import type { Random } from "../core/random.ts";
import { moveAverage } from "../network/bound-network.ts";
import type { Layer, Run } from "../network/layer.ts";
import { initialize } from "./initialize.ts";
import type { Parts, PartsInUse } from "./parts.ts";

/** A method's parts with their first values. */
export interface BoundParts {
  /** Everything that a step moves: weights in the order of the layers, then memories. */
  readonly variables: readonly tf.Variable[];
  /** Those that gradients move. */
  readonly trainable: readonly tf.Variable[];
  readonly use: PartsInUse;
  dispose(): void;
}

/** Gives a method's parts their first values, each drawn from a generator that is named after it. */
export function bindParts({ layers = {}, memories = {} }: Parts, random: Random): BoundParts {
  const all = Object.values(layers);
  const together: Layer = { weights: all.flatMap(({ weights }) => weights), apply: (input) => input };
  const bound = initialize(together, random);
  const named = new Map(bound.weights.map(({ spec, variable }) => [spec.name, variable]));
  const kept = new Map(
    Object.entries(memories).map(([name, { shape, first }]) => {
      const source = random.fork("memory", name);
      const values = Float32Array.from({ length: elementCount(shape) }, () => first(source));
      return [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), false))];
    }),
  );
  const of = (variables: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`the method has no part called ${name}`);
    return found;
  };
  const run: Run = {
    weight: (name) => of(named, name),
    noteStatistics: (name, value) => moveAverage(of(named, name), value),
  };
  const memory = [...kept.values()];
  return {
    variables: [...named.values(), ...memory],
    trainable: bound.trainable,
    use: {
      apply(name, input) {
        if (layers[name] === undefined) throw new Error(`the method has no layer called ${name}`);
        return layers[name].apply(input, run);
      },
      recall: (name) => of(kept, name),
      remember: (name, value) => of(kept, name).assign(value),
    },
    dispose() {
      bound.dispose();
      tf.dispose(memory);
    },
  };
}
