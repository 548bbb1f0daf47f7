import { ELEMENT_TYPES, type ElementType } from "../shared/element-type.ts";

/** Type of the elements of a storage. Weights are real numbers; what else torch stores is known by name and size. */
export interface StorageType {
  /** As torch calls it. */
  readonly title: string;
  /** Size of one element. */
  readonly bytes: number;
  /** Absent where the elements are no real numbers, or of a type that networks are not evaluated in. */
  readonly elements?: ElementType;
}

const readable = (elements: ElementType): StorageType => ({
  title: elements,
  bytes: ELEMENT_TYPES[elements].bytes,
  elements,
});

/** Bytes of which a tensor says the type itself: what newer types of elements are stored in. */
export const UNTYPED: StorageType = { title: "bytes", bytes: 1, elements: "uint8" };

/** Storage classes by the names that pickles give them. */
export const STORAGE_TYPES: Readonly<Record<string, StorageType>> = {
  "torch.DoubleStorage": readable("float64"),
  "torch.FloatStorage": readable("float32"),
  "torch.HalfStorage": readable("float16"),
  "torch.BFloat16Storage": readable("bfloat16"),
  "torch.LongStorage": readable("int64"),
  "torch.IntStorage": readable("int32"),
  "torch.ShortStorage": readable("int16"),
  "torch.CharStorage": readable("int8"),
  "torch.ByteStorage": readable("uint8"),
  "torch.BoolStorage": readable("bool"),
  "torch.ComplexFloatStorage": { title: "complex64", bytes: 8 },
  "torch.ComplexDoubleStorage": { title: "complex128", bytes: 16 },
  "torch.QInt8Storage": { title: "quantised", bytes: 1 },
  "torch.QUInt8Storage": { title: "quantised", bytes: 1 },
  "torch.QInt32Storage": { title: "quantised", bytes: 4 },
  "torch.UntypedStorage": UNTYPED,
  "torch.storage.UntypedStorage": UNTYPED,
};

/** Types of elements by the names that pickles give them. */
export const ELEMENT_NAMES: Readonly<Record<string, StorageType>> = Object.fromEntries([
  ...(Object.keys(ELEMENT_TYPES) as ElementType[]).map((type) => [`torch.${type}`, readable(type)]),
  ...["complex32", "complex64", "complex128", "qint8", "quint8", "qint32"].map((title) => [
    `torch.${title}`,
    { title, bytes: 0 },
  ]),
  ...["float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"].map((title) => [
    `torch.${title}`,
    { title, bytes: 1 },
  ]),
]);
