import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import { trace } from "../../engine/trace.ts";

/** Most elements of a value on the way: 1 GiB in single precision, for the two images that a network is tried on. */
const MAX_ELEMENTS = 2 ** 28;
/**
 * Most operations of a network, several times those of the deepest classifiers. A gradient has four times as many, and
 * the time that ONNX Runtime needs to load them grows with their square.
 */
const MAX_OPERATIONS = 10_000;

/**
 * Records a function on images of this shape without computing anything, which finds its output's shape and whatever does
 * not fit.
 *
 * @param subject names the file in errors
 * @returns the output's shape
 * @throws InputError on more operations than a network has, or a value that would not fit into memory; whatever the
 *   function throws
 */
export function tracedShape(
  forward: (images: Tensor4D) => Tensor,
  images: readonly number[],
  subject: string,
): readonly number[] {
  let shape: readonly number[] = [];
  const { graph } = trace(
    (input) => {
      const output = forward(input as Tensor4D);
      shape = output.shape;
      return output;
    },
    [{ shape: images }],
    [],
  );
  if (graph.operations.length > MAX_OPERATIONS) {
    throw new InputError(subject, {
      expected: `a network of at most ${MAX_OPERATIONS} operations`,
      got: `${graph.operations.length}`,
      remedy:
        "Take the file before it was unrolled or quantised, or fold what is constant in it: python -m onnxsim IN OUT.",
    });
  }
  for (const { operator, outputs } of graph.operations) {
    const large = outputs.find((value) => !(elementCount(value.shape) <= MAX_ELEMENTS));
    if (large !== undefined) {
      throw new InputError(subject, {
        expected: `values of at most ${MAX_ELEMENTS} elements for ${images[0]} images`,
        got: `shape [${large.shape.join(", ")}] from ${operator}`,
      });
    }
  }
  return shape;
}
