/** An ONNX node; its output has its name. */
export interface ExportedNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  /** Numbers are whole, where not said to be otherwise. */
  readonly attributes: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

/** A constant of a graph, by the name that nodes take it by. */
export interface ExportedConstant {
  readonly name: string;
  readonly type: "int64" | "float32";
  /** A list, or one number without axes. */
  readonly values: readonly number[] | number;
  /** Default: a list is a vector. */
  readonly shape?: readonly number[];
}

/** An activation: the name of the node that computes it, and its shape after the batch. */
export interface ExportedValue {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Whether it is [batch, height x width, channels], and not [batch, channels, height, width]. */
  readonly tokens?: boolean;
}

/** Adds nodes and constants to a graph; each call gives the name of what it added. */
export interface GraphWriter {
  node(operator: string, name: string, inputs: readonly string[], attributes?: ExportedNode["attributes"]): string;
  constant(name: string, type: ExportedConstant["type"], values: ExportedConstant["values"]): string;
  /** Integers [rows, columns]. */
  table(name: string, rows: readonly (readonly number[])[]): string;
  /** 0 takes an axis over, and -1 stands for what is left. */
  reshape(name: string, input: string, shape: readonly number[]): string;
  transpose(name: string, input: string, perm: readonly number[]): string;
  /** From `start` up to, without, `end` along an axis. */
  slice(name: string, input: string, axis: number, start: number, end: number): string;
}

/** @param nodes, constants what is added to */
export function graphWriter(nodes: ExportedNode[], constants: ExportedConstant[]): GraphWriter {
  const node: GraphWriter["node"] = (operator, name, inputs, attributes = {}) => {
    nodes.push({ operator, name, inputs, attributes });
    return name;
  };
  const constant: GraphWriter["constant"] = (name, type, values) => {
    constants.push({ name, type, values });
    return name;
  };
  return {
    node,
    constant,
    table(name, rows) {
      constants.push({ name, type: "int64", values: rows.flat(), shape: [rows.length, rows[0].length] });
      return name;
    },
    reshape: (name, input, shape) => node("Reshape", name, [input, constant(`${name}.shape`, "int64", shape)]),
    transpose: (name, input, perm) => node("Transpose", name, [input], { perm }),
    slice(name, input, axis, start, end) {
      const ranges = Object.entries({ start, end, axis }).map(([part, value]) =>
        constant(`${name}.${part}`, "int64", [value]),
      );
      return node("Slice", name, [input, ...ranges]);
    },
  };
}
