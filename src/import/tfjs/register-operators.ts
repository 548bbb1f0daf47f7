import { type GraphNode as NodeCall, registerOp } from "@tensorflow/tfjs-converter";
import type * as tf from "@tensorflow/tfjs-core";
import { OWN, STATIC } from "./graph-rewrites.ts";
import { OWN_OPERATORS } from "./own-operators.ts";
import { computeStatic, STATIC_OPERATORS } from "./static-arithmetic.ts";

/**
 * Makes this program's operators known to the library, whose list of further operators is the process': their names
 * start with the program's, and graphs from files cannot use them.
 */
export function registerOwnOperators(): void {
  const call =
    (compute: (inputs: readonly tf.Tensor[], attributes: NodeCall["attrs"]) => tf.Tensor | tf.Tensor[]) =>
    ({ inputs, attrs }: NodeCall): tf.Tensor | tf.Tensor[] =>
      compute(inputs, attrs);
  for (const [operator, compute] of Object.entries(OWN_OPERATORS)) registerOp(OWN + operator, call(compute));
  for (const operator of Object.keys(STATIC_OPERATORS)) {
    const compute = (inputs: readonly tf.Tensor[], attributes: NodeCall["attrs"]) =>
      computeStatic(operator, inputs, attributes);
    registerOp(STATIC + operator, call(compute));
  }
}
