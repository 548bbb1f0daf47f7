/** Element types that a traced graph uses. `int64` appears only in shapes, axes and indices. */
export type ElementType = "float32" | "int32" | "int64" | "bool";

/** Elements of a constant, row-major. Booleans are bytes 0 or 1. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** A tensor in the graph: it has one name, one type and one static shape. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** An attribute of an operation, in the encodings that ONNX distinguishes. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Operator sets of ONNX Runtime: the standard, its contributed operators, and its blocked-layout ones. */
export type Domain = "" | "com.microsoft" | "com.microsoft.nchwc";

/** One node: an ONNX operator applied to values. A missing optional input is `undefined`. */
export interface Operation {
  readonly operator: string;
  readonly domain: Domain;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

/** A function without control flow: operations in an order in which every value is defined before it is used. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly constants: ReadonlyMap<Value, ConstantData>;
  readonly operations: readonly Operation[];
  readonly outputs: readonly Value[];
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
