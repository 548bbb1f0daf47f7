import type { ImportedModel } from "../shared/imported-model.ts";
import { activationName } from "./keras-activations.ts";
import type { KerasCall, KerasGraph, ValueId } from "./keras-graph.ts";
import { operationOf } from "./operations/index.ts";

/** Layers that leave the order of a row's elements as it is. */
const PASSES = new Set(["Reshape", "Flatten", "Dropout", "Identity", "ActivityRegularization"]);

/** The graph without a softmax or sigmoid at its end, whose input is the logits, and what its own output is. */
export function withoutSoftmax(graph: KerasGraph): { graph: KerasGraph; output: ImportedModel["output"] } {
  let last: ValueId = graph.output;
  while (last.call >= 0 && passes(graph.calls[last.call])) last = graph.calls[last.call].inputs[0];
  const call = graph.calls[last.call];
  const bare = call === undefined ? undefined : withoutSquashing(call);
  if (bare === undefined) return { graph, output: "logits" };
  return {
    graph: { ...graph, calls: graph.calls.map((other) => (other === call ? bare : other)) },
    output: "probabilities",
  };
}

function passes({ kind, config, inputs }: KerasCall): boolean {
  return (
    inputs.length === 1 &&
    (PASSES.has(kind) || (kind === "Activation" && activationName(config["activation"]) === "linear"))
  );
}

function withoutSquashing(call: KerasCall): KerasCall | undefined {
  const operation = operationOf(call.kind, call.module, call.config);
  const linear = { ...call.config, activation: "linear" };
  if (operation !== undefined) {
    const squashes = /(^|\.)(softmax|sigmoid)$/i.test(operation) && call.inputs.length === 1;
    return squashes ? { ...call, kind: "Activation", module: undefined, config: linear } : undefined;
  }
  if (call.kind === "Softmax") return { ...call, kind: "Activation", config: linear };
  return /^(softmax|sigmoid)$/.test(String(activationName(call.config["activation"])))
    ? { ...call, config: linear }
    : undefined;
}
