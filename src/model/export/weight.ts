import type { LayersModel } from "@tensorflow/tfjs-layers";
import { readStrided, rowMajorStrides } from "../../import/shared/strided.ts";

/** A weight on its way out, in row-major order. */
export interface ExportedWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights of a model by `layer/weight`, in TensorFlow.js' layout. */
export function readWeights(model: LayersModel): Map<string, ExportedWeight> {
  return new Map(
    model.weights.map((weight) => {
      const tensor = weight.read();
      return [weight.originalName, { shape: tensor.shape, values: tensor.dataSync() as Float32Array }];
    }),
  );
}

/** The weight with its axes in another order. */
export function reorder({ shape, values }: ExportedWeight, order: readonly number[]): ExportedWeight {
  const strides = rowMajorStrides(shape);
  const moved = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  return { shape: moved, values: readStrided(values, moved, steps) };
}

/** [height, width, in, out] as ONNX and PyTorch have it: [out, in, height, width]. */
export const KERNEL_ORDER = [3, 2, 0, 1] as const;
