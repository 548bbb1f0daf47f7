import type { OnnxNode } from "./graph.ts";
import type { Inputs } from "./operators/rule.ts";
import type { Value } from "./value.ts";

/** Weights that a graph makes of other weights: they are made once, not each time that the graph is traced. */
export interface ConstantFolding {
  /** What the node made of the same known values for the same number of images, or what it makes now. */
  results(node: OnnxNode, inputs: Inputs, batch: number, make: () => readonly Value[]): readonly Value[];
}

export function createConstantFolding(): ConstantFolding {
  const made = new Map<OnnxNode, { inputs: Inputs; batch: number; results: readonly Value[] }>();
  return {
    results(node, inputs, batch, make) {
      if (inputs.some((value) => value?.kind === "computed") || node.branches.size > 0) return make();
      const last = made.get(node);
      if (last?.batch === batch && inputs.every((value, i) => value === last.inputs[i])) return last.results;
      const results = make().map(inSinglePrecision);
      if (results.every(({ kind }) => kind === "constant")) made.set(node, { inputs, batch, results });
      return results;
    },
  };
}

/** So many numbers are weights; sizes and scales stay as exact as they are. */
const FEW = 4096;

function inSinglePrecision(value: Value): Value {
  const weights = value.kind === "constant" && value.type === "float" && value.data.length > FEW;
  return weights && value.data instanceof Float64Array ? { ...value, data: Float32Array.from(value.data) } : value;
}
