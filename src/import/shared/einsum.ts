import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../core/element-count.ts";

/**
 * Sums of products in Einstein's notation, of one or two operands, as transposes and one matrix product: those have
 * gradients in TensorFlow.js, where its own einsum has none.
 *
 * @throws Error where a label stands twice in one operand, or the equation and the operands do not fit
 * @example
 * // The projection in front of an attention's heads.
 * einsum("abc,cde->abde", tf.ones([2, 5, 3]), tf.ones([3, 4, 6])).shape // [2, 5, 4, 6]
 */
export function einsum(equation: string, ...operands: readonly tf.Tensor[]): tf.Tensor {
  const [left, right] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (right === undefined || terms.length !== operands.length || terms.length > 2 || !/^[a-zA-Z,]*$/.test(left)) {
    throw new Error(`einsum ${equation} of ${operands.length} tensors`);
  }
  const [a, b] = operands.map((operand, i) => {
    const others = right + (terms[1 - i] ?? "");
    return summedOut(operand, terms[i], others);
  });
  const product = b === undefined ? a : multiply(a, b, right);
  if ([...product.labels].sort().join("") !== [...right].sort().join("")) throw new Error(`einsum ${equation}`);
  return arranged(product, right);
}

interface Labelled {
  readonly tensor: tf.Tensor;
  readonly labels: string;
}

/** Without the axes that appear nowhere else. */
function summedOut(tensor: tf.Tensor, labels: string, others: string): Labelled {
  if (new Set(labels).size !== labels.length || labels.length !== tensor.rank) {
    throw new Error(`labels ${labels} for a tensor of rank ${tensor.rank}`);
  }
  const alone = [...labels].flatMap((label, axis) => (others.includes(label) ? [] : [axis]));
  if (alone.length === 0) return { tensor, labels };
  return { tensor: tf.sum(tensor, alone), labels: [...labels].filter((label) => others.includes(label)).join("") };
}

function arranged({ tensor, labels }: Labelled, wanted: string): tf.Tensor {
  const order = [...wanted].map((label) => labels.indexOf(label));
  return order.every((axis, place) => axis === place) ? tensor : tf.transpose(tensor, order);
}

function multiply(a: Labelled, b: Labelled, wanted: string): Labelled {
  const shared = [...a.labels].filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => wanted.includes(label)).join("");
  const contracted = shared.filter((label) => !wanted.includes(label)).join("");
  const free = ({ labels }: Labelled) => [...labels].filter((label) => !shared.includes(label)).join("");
  const [rows, columns] = [free(a), free(b)];
  const sizes = (labels: string) =>
    [...labels].map((label) => {
      const from = a.labels.includes(label) ? a : b;
      return from.tensor.shape[from.labels.indexOf(label)];
    });
  const count = (labels: string) => elementCount(sizes(labels));
  const left = tf.reshape(arranged(a, batch + rows + contracted), [count(batch), count(rows), count(contracted)]);
  const right = tf.reshape(arranged(b, batch + contracted + columns), [
    count(batch),
    count(contracted),
    count(columns),
  ]);
  const labels = batch + rows + columns;
  return { tensor: tf.reshape(tf.matMul(left, right), sizes(labels)), labels };
}
