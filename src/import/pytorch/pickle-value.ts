import type { StorageType } from "./storage-types.ts";

/** A dictionary, or the attributes of an object that is kept for its data alone. */
export type PickleDict = Map<PickleValue, PickleValue>;

/** A storage that a pickle points to: a block of elements kept beside the pickle under `key`. */
export interface PickleStorage {
  readonly kind: "storage";
  readonly type: StorageType;
  readonly key: string;
  /** Where it begins in the block under `key`, in elements. */
  readonly start: number;
  /** Number of elements. */
  readonly count: number;
}

/** A view of a storage, as torch's tensors are pickled. */
export interface PickleTensor {
  readonly kind: "tensor";
  readonly storage: PickleStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A tensor that is no array of real numbers: quantised, sparse, complex. Known, so that it can be named. */
export interface UnreadableTensor {
  readonly kind: "unreadable";
  readonly title: string;
  readonly shape: readonly number[];
}

/** One of the allowed names, before it is applied to arguments. */
export interface PickleName {
  readonly kind: "name";
  readonly name: string;
}

/** Something whose content nobody here needs: a device, a numeric type, an array of the training history. */
export interface PickleOpaque {
  readonly kind: "opaque";
  readonly name: string;
}

/** Lists, tuples and sets are arrays; integers beyond 53 bits are bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleStorage
  | PickleTensor
  | UnreadableTensor
  | PickleName
  | PickleOpaque;
