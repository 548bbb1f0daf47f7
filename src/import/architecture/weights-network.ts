import "../../engine/reference-backend.ts";
import { InputError } from "../../core/error.ts";
import { toTensorflow } from "../../network/arrange.ts";
import { BATCH_NORM_EPSILON } from "../../network/batch-norm.ts";
import { type BoundNetwork, bindNetwork } from "../../network/bound-network.ts";
import { sizeOf } from "../../network/weight.ts";
import { checkFinite } from "../shared/check-finite.ts";
import type { WeightChange } from "../shared/weight-change.ts";
import type { Weights } from "../shared/weights.ts";
import type { Description } from "./family.ts";

/** Most parameters of a network that is loaded: 2 GiB in single precision. */
const MAX_PARAMETERS = 2 ** 29;

/**
 * A described architecture with these weights, which fit it.
 *
 * @throws InputError on a weight that is not a finite number, or on too many
 */
export function bindWeights(
  { network }: Description,
  weights: Weights,
  subject: string,
  change?: WeightChange,
): BoundNetwork {
  const total = network.weights.reduce((sum, spec) => sum + sizeOf(spec), 0);
  if (total > MAX_PARAMETERS) {
    throw new InputError(subject, { expected: `at most ${MAX_PARAMETERS} parameters`, got: `${total}` });
  }
  return bindNetwork(network, (spec) => {
    const values = weights.get(spec.name)?.read();
    if (values === undefined) throw new Error(`${spec.name} was compared and is not there`);
    checkFinite(values, `${subject}, tensor ${spec.name}`);
    if (spec.role === "variance") checkVariance(values, `${subject}, tensor ${spec.name}`);
    return toTensorflow(change?.(spec.name, spec.shape, values) ?? values, spec);
  });
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
