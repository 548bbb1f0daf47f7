import type { Graph, Value } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";

/**
 * The gradient of a rectifier asks where its input is positive: the same places where its output is. Asked of the
 * output, nothing but the rectifier reads the input, and it can be fused with what comes before.
 */
export function maskByOutput(graph: Graph): Graph {
  const rectified = new Map<Value, Value>();
  return rewrite(graph, (builder, { operator, inputs }) => {
    const [x, threshold] = inputs;
    if (operator === "Relu") {
      const y = builder.emit("Relu", [x]);
      rectified.set(x!, y);
      return [y];
    }
    const y = operator === "Greater" ? rectified.get(x!) : undefined;
    const isZero = y !== undefined && builder.constantData(threshold!)?.every((element) => Number(element) === 0);
    return isZero === true ? [builder.emit("Greater", [y, threshold])] : undefined;
  });
}
