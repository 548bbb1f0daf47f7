import { expect, test } from "vitest";
import { cast } from "../../../src/engine/graph/operators.ts";
import { maskByOutput } from "../../../src/engine/passes/masks.ts";
import { graphOf, operatorsAfter } from "./evaluate.ts";

test("where a rectifier's input is positive is read from its output", async () => {
  const graph = graphOf((g) => {
    const x = g.emit("Neg", [g.input("float32", [4, 5])]);
    return [g.emit("Relu", [x]), cast(g, g.emit("Greater", [x, g.scalar(0)]), "float32")];
  });
  expect(await operatorsAfter(maskByOutput, graph)).toEqual(["Neg", "Relu", "Greater", "Cast"]);
  const greater = maskByOutput(graph).operations.find(({ operator }) => operator === "Greater");
  expect(greater!.inputs[0]!.name).toBe(maskByOutput(graph).outputs[0]!.name);
});

test("another threshold, or no rectifier, changes nothing", async () => {
  const graph = graphOf((g) => {
    const x = g.input("float32", [4, 5]);
    return [
      g.emit("Relu", [x]),
      cast(g, g.emit("Greater", [x, g.scalar(0.5)]), "float32"),
      cast(g, g.emit("Greater", [g.emit("Neg", [x]), g.scalar(0)]), "float32"),
    ];
  });
  expect(await operatorsAfter(maskByOutput, graph)).toEqual(graph.operations.map(({ operator }) => operator));
});
