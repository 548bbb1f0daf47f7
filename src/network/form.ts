import type { ConvolutionSettings } from "./convolution-settings.ts";
import type { PoolSettings } from "./pool-settings.ts";
import type { TokenForm } from "./token-form.ts";

/**
 * A form that networks are written in for other programs, such as a LayersModel or an ONNX graph. A value is what the form
 * has for an activation. Names are the layers' own; layers without weights may have none, and the form gives them one.
 */
export interface Form<Value> {
  /** @throws UnwritableError where the form has no such convolution */
  convolution(input: Value, name: string, settings: ConvolutionSettings): Value;
  batchNorm(input: Value, name: string, epsilon: number): Value;
  /** Of the features of each image or, where there are tokens, of each token. */
  linear(input: Value, name: string, units: number): Value;
  relu(input: Value, name: string | undefined): Value;
  /** min(max(x, 0), 6). */
  relu6(input: Value, name: string | undefined): Value;
  add(inputs: readonly Value[], name: string | undefined): Value;
  /** Channels one after the other. */
  concatenate(inputs: readonly Value[], name: string | undefined): Value;
  /** The first and the second half of the channels. */
  halves(input: Value, name: string | undefined): readonly [Value, Value];
  /** Channel k of group g becomes channel g of group k. */
  channelShuffle(input: Value, groups: number, name: string | undefined): Value;
  /** Behind a rectifier: nothing is below 0, so that zeros around the image do not win. */
  maxPool(input: Value, settings: PoolSettings, name: string | undefined): Value;
  /** Counts what is around the image. */
  averagePool(input: Value, settings: PoolSettings, name: string | undefined): Value;
  globalAverage(input: Value, name: string | undefined): Value;
  /** Absent where the form has nothing for networks of tokens. */
  readonly tokens?: TokenForm<Value>;
}

/** Names for layers that have none: `relu_1`, `relu_2`, `add_1`. */
export function layerNames(): (name: string | undefined, kind: string) => string {
  const counts = new Map<string, number>();
  return (name, kind) => {
    if (name !== undefined) return name;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}_${count}`;
  };
}
