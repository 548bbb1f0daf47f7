import type { ElementType } from "../shared/element-type.ts";

/** A tensor whose elements are known before the network runs: a weight, a shape, an index. */
export interface Constant {
  readonly kind: "constant";
  readonly shape: readonly number[];
  /** Row-major; integers up to 53 bits are exact, booleans are 0 and 1. */
  readonly data: Float32Array | Float64Array;
  readonly type: "float" | "integer" | "boolean";
  /** How a file stores the elements; a quantised tensor's range is its zero point's. */
  readonly stored?: ElementType;
}

/** An attribute of a node, as what it holds. */
export type Attribute = number | string | readonly number[] | readonly string[] | Constant;

export interface OnnxNode {
  /** Operator, `Conv`; with its domain where that is not the standard, `com.microsoft.FusedConv`. */
  readonly operator: string;
  /** Version of the standard operators that the node is written for. */
  readonly opset: number;
  /** For errors: the node's own name or the name of what it computes. */
  readonly name: string;
  /** Names of values; empty where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Branches of control flow, by attribute. */
  readonly branches: ReadonlyMap<string, Branch>;
}

/** A graph inside of a node. It sees the values around it. */
export interface Branch {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly outputs: readonly string[];
  /** Values of the graph around it that it needs. */
  readonly captures: readonly string[];
}

/** An input or output of the graph; a size is undefined where the file leaves it open. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly (number | undefined)[];
  readonly type: number;
}

/** An ONNX graph, checked: nodes in an order in which each can run, only those that the output needs. */
export interface OnnxGraph {
  readonly opset: number;
  readonly producer: string;
  /** What the file says of itself in words. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly input: OnnxPort;
  readonly output: OnnxPort;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Bytes that were read from files beside the model. */
  readonly external: readonly Uint8Array[];
}
