/** A dictionary, or the attributes of an object that is kept for its data alone. */
export type PickleDict = Map<PickleValue, PickleValue>;

/** What a name made of its arguments; the list of names that knew it says of which kind it is. */
export interface PickleRecord {
  readonly kind: string;
}

/** One of the allowed names, before it is applied to arguments. */
export interface PickleName extends PickleRecord {
  readonly kind: "name";
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
  | PickleRecord;

export function isName(value: PickleValue | undefined): value is PickleName {
  return isRecord(value) && value.kind === "name";
}

/** A device, a numeric type, an array of the training history: nothing of it is kept, and what is put into it is dropped. */
export function isOpaque(value: PickleValue | undefined): boolean {
  return isRecord(value) && value.kind === "opaque";
}

export function isRecord(value: PickleValue | undefined): value is PickleRecord {
  return typeof value === "object" && value !== null && "kind" in value;
}
