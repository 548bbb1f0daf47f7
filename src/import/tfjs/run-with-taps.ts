import * as tf from "@tensorflow/tfjs-core";
import type { TapHook } from "../../network/tap.ts";

/** A graph whose values have names for the executor. */
export interface TappedGraph {
  readonly input: string;
  readonly output: string;
  /** Values that are taps, in the order in which they are computed. */
  readonly taps: readonly { readonly name: string; readonly value: string }[];
  /** The wanted values, where those that are given have these values. */
  execute(given: Readonly<Record<string, tf.Tensor>>, wanted: readonly string[]): readonly tf.Tensor[];
}

/**
 * Runs a graph and tells a hook of its values. The library's executor cannot be stopped on the way, but starts from any
 * node's value: where the hook gives another, the graph runs again from there.
 *
 * @param parts images that go through one part after the other; values are those of all parts together
 * @returns the output's value for all parts
 */
export function runWithTaps(
  { input, output, taps, execute }: TappedGraph,
  parts: readonly tf.Tensor[],
  hook: TapHook | undefined,
): tf.Tensor {
  const join = (values: readonly tf.Tensor[]): tf.Tensor => (values.length === 1 ? values[0] : tf.concat([...values]));
  const given = parts.map((images): Record<string, tf.Tensor> => ({ [input]: images }));
  const outputAlone = () => join(given.map((values) => execute(values, [output])[0]));
  if (hook === undefined) return outputAlone();
  const wanted = [...taps.map(({ value }) => value), output];
  let known: readonly (readonly tf.Tensor[])[] | undefined;
  const valueAt = (place: number): tf.Tensor => {
    known ??= given.map((values) => execute(values, wanted));
    return join(known.map((values) => values[place]));
  };
  for (const [place, { name, value }] of taps.entries()) {
    const replaced = hook(name, () => valueAt(place), false);
    if (replaced === undefined) continue;
    const split: tf.Tensor[] = parts.length === 1 ? [replaced] : tf.split(replaced, parts.length);
    for (const [part, values] of given.entries()) values[value] = split[part];
    known = undefined;
  }
  return known === undefined ? outputAlone() : valueAt(taps.length);
}
