import { InputError } from "../../../core/error.ts";

/** One variable of a layer, row-major. */
export interface KerasVariable {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Variables of each layer, by the layer's name, in the order in which Keras creates them. */
export type KerasWeights = ReadonlyMap<string, readonly KerasVariable[]>;

/** Hands out a layer's variables one after the other, checking each one's shape. */
export type TakeVariable = (shape: readonly number[]) => KerasVariable;

/** @throws InputError, when called, where the next variable is missing or has another shape */
export function takeInTurn(weights: KerasWeights, layer: string, subject: string): TakeVariable {
  const variables = weights.get(layer) ?? [];
  let next = 0;
  return (shape) => {
    const variable = variables[next];
    if (variable === undefined || variable.shape.join() !== shape.join()) {
      throw new InputError(`${subject}, layer ${layer}, variable ${next}`, {
        expected: `shape [${shape.join(", ")}]`,
        got: variable === undefined ? "none" : `[${variable.shape.join(", ")}]`,
      });
    }
    next++;
    return variable;
  };
}
