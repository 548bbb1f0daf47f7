import { expect, test } from "vitest";
import { cast } from "../../../src/engine/graph/operators.ts";
import { joinMasks, maskByOutput } from "../../../src/engine/passes/masks.ts";
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

test("where a clipped rectifier's input is inside of its bounds is read from its output, and is one mask", async () => {
  const graph = graphOf((g) => {
    const x = g.emit("Neg", [g.input("float32", [4, 5])]);
    const clipped = g.emit("Clip", [x, g.scalar(0), g.scalar(0.5)]);
    const above = cast(g, g.emit("Greater", [x, g.scalar(0)]), "float32");
    const below = cast(g, g.emit("LessOrEqual", [x, g.scalar(0.5)]), "float32");
    return [clipped, g.emit("Mul", [below, above])];
  });
  const both = (g: typeof graph) => joinMasks(maskByOutput(g));
  expect(await operatorsAfter(both, graph)).toEqual(["Neg", "Clip", "Greater", "Less", "And", "Cast"]);
});

test("bounds of another kind change nothing", async () => {
  const graph = graphOf((g) => {
    const x = g.input("float32", [4, 5]);
    const clipped = g.emit("Clip", [x, g.scalar(0), g.scalar(0.5)]);
    const above = cast(g, g.emit("Greater", [x, g.scalar(-1)]), "float32");
    return [clipped, g.emit("Mul", [above, x])];
  });
  const both = (g: typeof graph) => joinMasks(maskByOutput(g));
  expect(await operatorsAfter(both, graph)).toEqual(["Clip", "Greater", "Cast", "Mul"]);
});
