import { InputError } from "../../core/error.ts";
import { readStrided } from "../../core/strided.ts";
import { toFloat32 } from "../shared/element-type.ts";
import { checkedElementCount, unreadable, type WeightTensor } from "../shared/weights.ts";
import type { PickleStorage, PickleTensor } from "./pickled-tensor.ts";

/**
 * Where the elements of storages are: entries of a zip archive, or blocks after a legacy pickle.
 *
 * @param elements how many of them are wanted
 */
export type StorageReader = (storage: PickleStorage, elements: number) => Uint8Array;

/**
 * A pickled tensor as a described one: a strided view of its storage.
 *
 * @throws InputError where the view reaches outside of its storage
 */
export function viewTensor(tensor: PickleTensor, read: StorageReader, subject: string): WeightTensor {
  const { storage, offset, shape, strides } = tensor;
  const { elements: type, bytes: size, title } = storage.type;
  const count = checkedElementCount(shape, subject);
  const whole = [offset, ...strides].every((value) => Number.isSafeInteger(value) && value >= 0);
  const last = offset + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], 0);
  // Without the second condition a stride of zero makes a huge tensor of one element.
  if (!whole || (count > 0 && last >= storage.count) || count > Math.max(storage.count, 1)) {
    throw new InputError(subject, {
      expected: `a view inside its storage of ${storage.count} elements`,
      got: `shape [${shape.join(", ")}] with strides [${strides.join(", ")}] from element ${offset}`,
      remedy: "The file is damaged.",
    });
  }
  if (type === undefined) return unreadable(title, shape, subject);
  const contiguous = isContiguous(shape, strides);
  return {
    shape,
    stored: type,
    read: () => {
      const first = storage.start + offset;
      const end = count === 0 ? first : storage.start + last + 1;
      const block = read(storage, end - first).subarray(first * size, end * size);
      const elements = toFloat32(block, type);
      return contiguous ? elements : readStrided(elements, shape, strides);
    },
  };
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}
