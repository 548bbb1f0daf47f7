import * as tf from "@tensorflow/tfjs-core";

/**
 * A comparison, whose result does not change with its operands: TensorFlow.js has no gradient for it and would refuse
 * to differentiate a network that has one. Its gradient is zero.
 */
export function withoutGradient<Operands extends tf.Tensor[]>(
  compute: (...operands: Operands) => tf.Tensor,
): (...operands: Operands) => tf.Tensor {
  return tf.customGrad((...operands) => {
    // The last argument saves tensors for the gradient, which needs none: the operands may be gone by then.
    const given = operands.slice(0, -1) as Operands;
    const shapes = given.map(({ shape }) => shape);
    return { value: compute(...given), gradFunc: () => shapes.map((shape) => tf.zeros(shape)) };
  }) as (...operands: Operands) => tf.Tensor;
}
