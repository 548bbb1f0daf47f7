import { expect, test } from "vitest";
import { concat, pad, reduce, slice, toNchw, toNhwc } from "../../../src/engine/graph/operators.ts";
import { sinkTransposes } from "../../../src/engine/passes/transposes.ts";
import { graphOf, operatorsAfter } from "./evaluate.ts";

const NCHW = [2, 3, 4, 5];

test("a transposition meets its inverse past elementwise operations, vectors and numbers", async () => {
  const graph = graphOf((g) => {
    const x = toNhwc(g, g.input("float32", NCHW));
    const y = toNhwc(g, g.input("float32", NCHW));
    const channel = g.constant(Float32Array.of(1, 2, 3), [3]);
    const scaled = g.emit("Mul", [g.emit("Add", [g.emit("Relu", [x]), y]), channel]);
    return [toNchw(g, g.emit("Sub", [scaled, g.scalar(2)]))];
  });
  expect(await operatorsAfter(sinkTransposes, graph)).toEqual(["Relu", "Add", "Reshape", "Mul", "Sub"]);
});

test("reductions, concatenation, padding and slices move their axes", async () => {
  const graph = graphOf((g) => {
    const x = toNhwc(g, g.input("float32", NCHW));
    const y = toNhwc(g, g.input("float32", NCHW));
    const wide = concat(g, [x, y], 3);
    const part = slice(
      g,
      pad(g, wide, [
        [0, 0],
        [1, 2],
        [0, 1],
        [2, 0],
      ]),
      [1, 3],
      [1, 3],
      [5, 8],
    );
    return [
      reduce(g, "ReduceSum", part, [1, 2]),
      reduce(g, "ReduceMax", part, [0, 3], true),
      reduce(g, "ReduceSum", part, [3]),
      toNchw(g, part),
    ];
  });
  const operators = await operatorsAfter(sinkTransposes, graph);
  expect(operators.filter((operator) => operator === "Transpose")).toEqual([]);
});

test("one that has no partner stays, once", async () => {
  const graph = graphOf((g) => [g.emit("Exp", [g.emit("Neg", [toNhwc(g, g.input("float32", NCHW))])])]);
  expect(await operatorsAfter(sinkTransposes, graph)).toEqual(["Neg", "Exp", "Transpose"]);
});

test("moving axes of size 1 is a reshape", async () => {
  const graph = graphOf((g) => [toNhwc(g, g.input("float32", [2, 3, 1, 1]))]);
  expect(await operatorsAfter(sinkTransposes, graph)).toEqual(["Reshape"]);
});
