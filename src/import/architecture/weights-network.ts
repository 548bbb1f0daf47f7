import "../../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import type { TapHook } from "../../network/tap.ts";
import { checkFinite } from "../shared/check-finite.ts";
import type { Weights } from "../shared/weights.ts";
import { arrange } from "./arrange.ts";
import type { Description } from "./family.ts";
import { BATCH_NORM_EPSILON } from "./layers.ts";

/** Most parameters of a network that is loaded: 2 GiB in single precision. */
const MAX_PARAMETERS = 2 ** 29;

/** The computing half of a network. */
export interface Forward {
  forward(normalized: tf.Tensor4D, hook?: TapHook): tf.Tensor2D;
  dispose(): void;
}

/**
 * A described architecture with these weights, which fit it.
 *
 * @throws InputError on a weight that is not a finite number, or on too many
 */
export function bindWeights({ network }: Description, weights: Weights, subject: string): Forward {
  const total = network.weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  if (total > MAX_PARAMETERS) {
    throw new InputError(subject, { expected: `at most ${MAX_PARAMETERS} parameters`, got: `${total}` });
  }
  const tensors = new Map<string, tf.Tensor>();
  const dispose = () => tf.dispose([...tensors.values()]);
  try {
    for (const { name, shape, arrange: arrangement } of network.weights) {
      const values = weights.get(name)?.read();
      if (values === undefined) throw new Error(`${name} was compared and is not there`);
      checkFinite(values, `${subject}, tensor ${name}`);
      if (name.endsWith("running_var")) checkVariance(values, `${subject}, tensor ${name}`);
      const arranged = arrange(values, shape, arrangement);
      tensors.set(name, tf.tensor(arranged.values, arranged.shape));
    }
  } catch (error) {
    dispose();
    throw error;
  }
  const weight = (name: string): tf.Tensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the architecture uses ${name} without having asked for it`);
    return tensor;
  };
  return { forward: (normalized, hook) => network.apply(normalized, { weight, hook }) as tf.Tensor2D, dispose };
}

/** A variance may be 0, of a channel that never changed; below minus the smallest epsilon PyTorch's result is NaN. */
function checkVariance(values: Float32Array, subject: string): void {
  const at = values.findIndex((value) => value <= -BATCH_NORM_EPSILON);
  if (at >= 0) {
    throw new InputError(subject, {
      expected: "variances of at least 0",
      got: `${values[at]} at element ${at}`,
      remedy: "The file is damaged, or weights were averaged or quantised wrongly.",
    });
  }
}
