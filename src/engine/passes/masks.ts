import type { GraphBuilder } from "../graph/builder.ts";
import type { Graph, Operation, Value } from "../graph/graph.ts";
import { cast } from "../graph/operators.ts";
import { rewrite } from "../graph/rewrite.ts";

/** A rectifier's output, and the bounds that hold it. */
interface Rectified {
  readonly y: Value;
  readonly low: number;
  readonly high: number;
}

/**
 * The gradient of a rectifier asks where its input is inside of its bounds: the same places where its output is. Asked of
 * the output, nothing but the rectifier reads the input, and it can be fused with what comes before.
 *
 * At the upper bound itself a clipped rectifier has no derivative. TensorFlow.js takes 1 there, PyTorch 0, and so does
 * this pass: the output alone cannot tell a value at the bound from one above.
 */
export function maskByOutput(graph: Graph): Graph {
  const rectified = new Map<Value, Rectified>();
  return rewrite(graph, (builder, operation) => {
    const { operator, inputs } = operation;
    const bounds = boundsOf(builder, operation);
    if (bounds !== undefined) {
      const y = builder.emit(operator, inputs);
      rectified.set(inputs[0]!, { ...bounds, y });
      return [y];
    }
    const found = rectified.get(inputs[0]!);
    const threshold = found && scalarOf(builder, inputs[1]);
    if (found === undefined || threshold === undefined) return undefined;
    if (operator === "Greater" && threshold === found.low) return [builder.emit("Greater", [found.y, inputs[1]])];
    if (operator === "LessOrEqual" && threshold === found.high) return [builder.emit("Less", [found.y, inputs[1]])];
    return undefined;
  });
}

/** A product of two masks as numbers is one mask as numbers: half the bytes, and fewer passes over them. */
export function joinMasks(graph: Graph): Graph {
  return rewrite(graph, (builder, { operator, inputs }) => {
    if (operator !== "Mul") return undefined;
    const masks = inputs.map((input) => maskBehind(builder, input!));
    const [a, b] = masks;
    return a && b ? [cast(builder, builder.emit("And", [a, b]), "float32")] : undefined;
  });
}

function maskBehind(builder: GraphBuilder, value: Value): Value | undefined {
  const producer = builder.producer(value);
  const source = producer?.operator === "Cast" && value.type === "float32" ? producer.inputs[0] : undefined;
  return source?.type === "bool" ? source : undefined;
}

function boundsOf(builder: GraphBuilder, { operator, inputs }: Operation): Omit<Rectified, "y"> | undefined {
  if (operator === "Relu") return { low: 0, high: Number.POSITIVE_INFINITY };
  if (operator !== "Clip") return undefined;
  const [low, high] = [inputs[1], inputs[2]].map((bound) => scalarOf(builder, bound));
  return low !== undefined && high !== undefined && low < high ? { low, high } : undefined;
}

function scalarOf(builder: GraphBuilder, value: Value | undefined): number | undefined {
  const data = value && builder.constantData(value);
  return data?.length === 1 ? Number(data[0]) : undefined;
}
