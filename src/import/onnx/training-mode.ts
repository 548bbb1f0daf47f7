import type { OnnxGraph, OnnxNode } from "./graph.ts";

/** Version of the operators at which Dropout got an input for its mode, and the last one with an attribute for it. */
const MODE_INPUT = 12;
const MODE_ATTRIBUTE = 6;

/** The dropouts that a graph has in training mode: an exporter was called before `model.eval()`. */
export function trainingDropouts({ nodes, constants }: Pick<OnnxGraph, "nodes" | "constants">): readonly string[] {
  const isTraining = ({ operator, opset, inputs, attributes }: OnnxNode): boolean => {
    if (operator !== "Dropout") return false;
    if (opset <= MODE_ATTRIBUTE) return attributes.get("is_test") !== 1;
    const mode = inputs[2];
    if (opset < MODE_INPUT || mode === undefined || mode === "") return false;
    const known = constants.get(mode) ?? nodes.find(({ outputs }) => outputs.includes(mode))?.attributes.get("value");
    const off = typeof known === "object" && "data" in known && known.data[0] === 0;
    return !off;
  };
  return nodes.filter(isTraining).map(({ operator }) => operator);
}
