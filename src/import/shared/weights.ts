import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import type { ElementType } from "./element-type.ts";

/**
 * One tensor of a weights file, by description: its elements are decoded when somebody asks for them, so that a file
 * costs no more than the tensors that its architecture uses.
 */
export interface WeightTensor {
  readonly shape: readonly number[];
  /** How the file stores the elements, where they are real numbers. */
  readonly stored?: ElementType;
  /**
   * The elements in row-major order.
   *
   * @throws InputError where they are damaged, or no real numbers
   */
  read(): Float32Array;
}

/** Tensors by name, in the file's order. */
export type Weights = ReadonlyMap<string, WeightTensor>;

/** One of the sets of weights in a file: a training script may keep the network, its running average, its teacher. */
export interface WeightSet {
  /** Where it is in the file, as users name it; the top level has a name of its own. */
  readonly name: string;
  readonly weights: Weights;
}

/** Name of the weights that are not inside of anything. */
export const TOP_LEVEL = "top-level";

/** Most elements one tensor may have: 4 GiB in single precision, far above any image classifier's largest. */
const MAX_ELEMENTS = 2 ** 30;

/** Most elements of a tensor that is made up on the way, not stored: a dilated kernel, an expanded value. */
export const MAX_GENERATED_ELEMENTS = 2 ** 26;

/**
 * Number of elements of a shape from outside.
 *
 * @throws InputError unless every size is a whole number >= 0 and the product is one a classifier can have
 * @example checkedElementCount([64, 3, 3, 3], "conv1.weight") // 1728
 */
export function checkedElementCount(shape: readonly number[], subject: string): number {
  const count = elementCount(shape);
  if (
    !(shape.length <= 16 && shape.every((size) => Number.isSafeInteger(size) && size >= 0) && count <= MAX_ELEMENTS)
  ) {
    throw new InputError(subject, {
      expected: `a shape of whole sizes with at most ${MAX_ELEMENTS} elements`,
      got: `[${shape.slice(0, 16).join(", ")}]`,
    });
  }
  return count;
}

/** A tensor of a type that no network is evaluated in: it is named when somebody needs its elements, not before. */
export function unreadable(title: string, shape: readonly number[], subject: string): WeightTensor {
  return {
    shape,
    read: () => {
      throw new InputError(subject, {
        expected: "real numbers",
        got: `a ${title} tensor`,
        remedy: "Convert the model to float32 where it was made, and save it again; or export it to ONNX.",
      });
    },
  };
}
