import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { type TapHook, tapped } from "../network/tap.ts";

/** A model in inference mode, layer by layer: the hook is told of each by its name. */
export function applyLayers(model: LayersModel, images: Tensor, hook?: TapHook): Tensor {
  if (hook === undefined) return model.apply(images, { training: false }) as Tensor;
  const values = new Map<SymbolicTensor, Tensor>([[model.inputs[0], images]]);
  const computed = (symbol: SymbolicTensor): Tensor => {
    const value = values.get(symbol);
    if (value === undefined) throw new Error(`${symbol.name} was not computed`);
    return value;
  };
  for (const layer of model.layers) {
    if (layer.getClassName() === "InputLayer") continue;
    const inputs = [layer.input].flat().map(computed);
    const value = layer.apply(inputs.length === 1 ? inputs[0] : inputs, { training: false }) as Tensor;
    values.set(layer.output as SymbolicTensor, tapped(layer.name, value, hook));
  }
  return computed(model.outputs[0]);
}
