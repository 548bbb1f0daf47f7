import { elementCount } from "../../core/element-count.ts";
import type { Attributes, ConstantData, Domain, ElementType, Graph, Operation, Value } from "./graph.ts";
import { inferResult, type ValueSpec } from "./infer.ts";

export interface EmitOptions {
  readonly domain?: Domain;
  /** Types and shapes of the results, for operators where they do not follow from the inputs. */
  readonly results?: readonly ValueSpec[];
  /** Operations that are alike but have different marks are written separately. */
  readonly distinct?: number;
}

/** Writes a graph, one operation at a time. An operation that is already there is not written again. */
export interface GraphBuilder {
  input(type: ElementType, shape: readonly number[]): Value;
  constant(data: ConstantData, shape: readonly number[], type?: ElementType): Value;
  /** A constant without dimensions. */
  scalar(value: number, type?: ElementType): Value;
  /** A constant int64 vector: axes, a shape, pads. */
  integers(values: readonly number[]): Value;
  /** Appends an operation and returns its first result. */
  emit(operator: string, inputs: readonly (Value | undefined)[], attributes?: Attributes, options?: EmitOptions): Value;
  /** Appends an operation and returns all its results. */
  emitAll(
    operator: string,
    inputs: readonly (Value | undefined)[],
    attributes?: Attributes,
    options?: EmitOptions,
  ): readonly Value[];
  /** The operation that computes a value; none for inputs and constants. */
  producer(value: Value): Operation | undefined;
  /** The elements of a constant. */
  constantData(value: Value): ConstantData | undefined;
  /** What was written so far, as a function with these outputs. */
  build(outputs: readonly Value[]): Graph;
}

/** Constants up to this many elements are compared by content, so that equal ones are stored once. */
const SHARED_CONSTANT_ELEMENTS = 4096;

export function createGraphBuilder(): GraphBuilder {
  const inputs: Value[] = [];
  const operations: Operation[] = [];
  const constants = new Map<Value, ConstantData>();
  const producers = new Map<Value, Operation>();
  const written = new Map<string, readonly Value[]>();
  const sharedConstants = new Map<string, Value>();
  let count = 0;

  const fresh = (prefix: string, { type, shape }: ValueSpec): Value => ({ name: `${prefix}${count++}`, type, shape });

  const constant = (data: ConstantData, shape: readonly number[], type = typeOf(data)): Value => {
    if (data.length !== elementCount(shape)) {
      throw new Error(`a constant of shape [${shape}] needs ${elementCount(shape)} elements, got ${data.length}`);
    }
    const key = data.length <= SHARED_CONSTANT_ELEMENTS ? `${type} ${shape} : ${contentKey(data)}` : undefined;
    const known = key === undefined ? undefined : sharedConstants.get(key);
    if (known !== undefined) return known;
    const value = fresh("c", { type, shape });
    constants.set(value, data);
    if (key !== undefined) sharedConstants.set(key, value);
    return value;
  };

  const emitAll: GraphBuilder["emitAll"] = (
    operator,
    operands,
    attributes = {},
    { domain = "", results, distinct } = {},
  ) => {
    const key = `${distinct ?? ""}${domain}:${operator}(${operands.map((operand) => operand?.name ?? "")})${JSON.stringify(attributes)}`;
    const known = written.get(key);
    if (known !== undefined) return known;
    const readIntegers = (position: number) => {
      const operand = operands[position];
      const data = operand === undefined ? undefined : constants.get(operand);
      if (data === undefined) throw new Error(`input ${position} of ${operator} must be a constant`);
      return Array.from(data, Number);
    };
    const specs = results ?? [inferResult(operator, operands, attributes, readIntegers)];
    const outputs = specs.map((spec) => fresh("v", spec));
    const operation: Operation = { operator, domain, inputs: operands, attributes, outputs };
    operations.push(operation);
    for (const output of outputs) producers.set(output, operation);
    written.set(key, outputs);
    return outputs;
  };

  return {
    input(type, shape) {
      const value = fresh("i", { type, shape });
      inputs.push(value);
      return value;
    },
    constant,
    scalar: (value, type = "float32") => constant(filled(type, value), [], type),
    integers: (values) => constant(BigInt64Array.from(values, BigInt), [values.length]),
    emit: (...call) => emitAll(...call)[0]!,
    emitAll,
    producer: (value) => producers.get(value),
    constantData: (value) => constants.get(value),
    build: (outputs) => ({ inputs: [...inputs], constants: new Map(constants), operations: [...operations], outputs }),
  };
}

function typeOf(data: ConstantData): ElementType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Int32Array) return "int32";
  return data instanceof BigInt64Array ? "int64" : "bool";
}

function contentKey(data: ConstantData): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}

function filled(type: ElementType, value: number): ConstantData {
  switch (type) {
    case "float32":
      return Float32Array.of(value);
    case "int32":
      return Int32Array.of(value);
    case "int64":
      return BigInt64Array.of(BigInt(value));
    case "bool":
      return Uint8Array.of(value);
  }
}
