import { isRecord, type PickleRecord, type PickleValue } from "../../pickle/pickle-value.ts";
import type { StorageType } from "./storage-types.ts";

/** A storage that a pickle points to: a block of elements kept beside the pickle under `key`. */
export interface PickleStorage extends PickleRecord {
  readonly kind: "storage";
  readonly type: StorageType;
  readonly key: string;
  /** Where it begins in the block under `key`, in elements. */
  readonly start: number;
  /** Number of elements. */
  readonly count: number;
}

/** A view of a storage, as torch's tensors are pickled. */
export interface PickleTensor extends PickleRecord {
  readonly kind: "tensor";
  readonly storage: PickleStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A tensor that is no array of real numbers: quantised, sparse, complex. Known, so that it can be named. */
export interface UnreadableTensor extends PickleRecord {
  readonly kind: "unreadable";
  readonly title: string;
  readonly shape: readonly number[];
}

export function isStorage(value: PickleValue | undefined): value is PickleStorage {
  return isRecord(value) && value.kind === "storage";
}

export function isTensor(value: PickleValue | undefined): value is PickleTensor {
  return isRecord(value) && value.kind === "tensor";
}

export function isUnreadable(value: PickleValue | undefined): value is UnreadableTensor {
  return isRecord(value) && value.kind === "unreadable";
}
