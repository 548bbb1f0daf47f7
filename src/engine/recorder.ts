import { type BackendValues, type DataType, engine, KernelBackend, type TensorInfo } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "./graph/builder.ts";
import type { ConstantData, ElementType, Value } from "./graph/graph.ts";
import { expand, reshape } from "./graph/operators.ts";
import { elementTypeOf } from "./kernels/element-type.ts";
import { TraceError } from "./trace-error.ts";

interface Record {
  /** Values that the program itself wrote, kept until a kernel reads them. */
  readonly literal?: { readonly values: BackendValues; readonly info: Omit<TensorInfo, "dataId"> };
  value: Value | undefined;
  references: number;
}

/**
 * A TensorFlow.js back end that computes nothing: a tensor's data is the name of a value in the graph being written.
 * Tensors of other back ends are read when a kernel first meets them, and become constants.
 */
export class Recorder extends KernelBackend {
  readonly #graph: GraphBuilder;
  readonly #records = new Map<object, Record>();
  readonly #foreign = new Map<object, Value>();

  constructor(graph: GraphBuilder) {
    super();
    this.#graph = graph;
  }

  /** Registers a value of the graph, and returns what a kernel has to return for it. */
  own(value: Value): TensorInfo {
    const dataId = {};
    this.#records.set(dataId, { value, references: 1 });
    return { dataId, shape: [...value.shape], dtype: value.type as DataType };
  }

  /** The value that stands for a tensor, under the shape that the tensor has. */
  valueFor(tensor: TensorInfo): Value {
    return reshape(this.#graph, this.#recordedValue(tensor) ?? this.#foreignValue(tensor), tensor.shape);
  }

  /** Data of tensors that came from other back ends and are now constants of the graph. */
  captured(): readonly object[] {
    return [...this.#foreign.keys()];
  }

  #recordedValue({ dataId }: TensorInfo): Value | undefined {
    const record = this.#records.get(dataId);
    if (record?.literal !== undefined) {
      record.value ??= constantOf(this.#graph, record.literal.values, record.literal.info);
    }
    return record?.value;
  }

  #foreignValue({ dataId }: TensorInfo): Value {
    const known = this.#foreign.get(dataId);
    if (known !== undefined) return known;
    const info = engine().state.tensorInfo.get(dataId);
    if (info === undefined) throw new TraceError("a tensor was used after it was disposed");
    const value = constantOf(this.#graph, info.backend.readSync(dataId), info);
    this.#foreign.set(dataId, value);
    return value;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.#records.set(dataId, { literal: { values, info: { shape, dtype } }, value: undefined, references: 1 });
    return dataId;
  }

  override readSync(dataId: object): BackendValues {
    const literal = this.#records.get(dataId)?.literal;
    if (literal !== undefined) return literal.values;
    throw new TraceError(
      "the values of a tensor that depends on an input were asked for (dataSync, arraySync, data ...) while the " +
        "function was being traced, when there are none: return the tensor, and read it from the result of run()",
    );
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override incRef(dataId: object): void {
    const record = this.#records.get(dataId);
    if (record !== undefined) record.references++;
  }

  override refCount(dataId: object): number {
    return this.#records.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: object, force = false): boolean {
    const record = this.#records.get(dataId);
    if (record === undefined) return true;
    record.references--;
    if (record.references > 0 && !force) return false;
    this.#records.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#records.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {}
}

function constantOf(graph: GraphBuilder, values: BackendValues, { shape, dtype }: Omit<TensorInfo, "dataId">): Value {
  const type = elementTypeOf(dtype);
  const numbers = values as Float32Array | Int32Array | Uint8Array;
  // Gradients bring tensors of ones in the shape of image batches.
  if (isUniform(numbers)) return expand(graph, graph.scalar(Number(numbers[0]), type), shape);
  return graph.constant(toConstantData(numbers, type), [...shape], type);
}

function isUniform(numbers: ArrayLike<number>): boolean {
  const first = numbers[0];
  for (let i = 1; i < numbers.length; i++) if (numbers[i] !== first) return false;
  return numbers.length > 1;
}

/** A copy, since the owner may go on to change its own. */
function toConstantData(numbers: Float32Array | Int32Array | Uint8Array, type: ElementType): ConstantData {
  if (type === "float32") return new Float32Array(numbers);
  return type === "int32" ? new Int32Array(numbers) : new Uint8Array(numbers);
}
