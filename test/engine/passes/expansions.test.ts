import { expect, test } from "vitest";
import { expand, toNchw } from "../../../src/engine/graph/operators.ts";
import { shrinkExpansions } from "../../../src/engine/passes/expansions.ts";
import { graphOf, operatorsAfter } from "./evaluate.ts";

const NHWC = [2, 4, 5, 3];

test("an elementwise operation gets the small tensor", async () => {
  const graph = graphOf((g) => {
    const x = g.input("float32", NHWC);
    return [g.emit("Mul", [x, expand(g, g.input("float32", [3]), NHWC)])];
  });
  expect(await operatorsAfter(shrinkExpansions, graph)).toEqual(["Mul"]);
});

test("operations on repeated tensors alone are done small and repeated later, past transpositions", async () => {
  const graph = graphOf((g) => {
    const share = g.emit("Mul", [g.input("float32", [2, 1, 1, 3]), expand(g, g.scalar(1), NHWC)]);
    return [toNchw(g, g.emit("Div", [share, g.scalar(20)]))];
  });
  expect(await operatorsAfter(shrinkExpansions, graph)).toEqual(["Div", "Transpose", "Expand"]);
});

test("times one and plus zero go, but not where they broadcast", async () => {
  const graph = graphOf((g) => {
    const x = g.input("float32", [3]);
    const same = g.emit("Add", [g.emit("Mul", [x, g.scalar(1)]), g.scalar(0)]);
    const wider = g.emit("Add", [g.emit("Neg", [same]), g.constant(new Float32Array(6), [2, 3])]);
    return [wider];
  });
  expect(await operatorsAfter(shrinkExpansions, graph)).toEqual(["Neg", "Add"]);
});
