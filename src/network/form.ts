import type { ConvolutionSettings } from "./convolution-settings.ts";

/**
 * A form that networks are written in for other programs, such as a LayersModel or an ONNX graph. A value is what the form
 * has for an activation. Names are the layers' own.
 */
export interface Form<Value> {
  convolution(input: Value, name: string, settings: ConvolutionSettings): Value;
  batchNorm(input: Value, name: string, epsilon: number): Value;
  relu(input: Value, name: string): Value;
  add(inputs: readonly Value[], name: string): Value;
  globalAverage(input: Value, name: string): Value;
  linear(input: Value, name: string, units: number): Value;
}

/** The name of a layer that other forms need one for. */
export function required(name: string | undefined): string {
  if (name === undefined) throw new Error("a layer without a name cannot be written in another form");
  return name;
}
