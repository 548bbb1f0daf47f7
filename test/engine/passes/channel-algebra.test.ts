import { expect, test } from "vitest";
import { reduce } from "../../../src/engine/graph/operators.ts";
import { liftChannels } from "../../../src/engine/passes/channel-algebra.ts";
import { evaluate, graphOf, operatorsAfter } from "./evaluate.ts";

const NCHW = [3, 2, 4, 4];
const PER_CHANNEL = [1, 2, 1, 1];

test("a factor per channel leaves the sum", async () => {
  const graph = graphOf((g) => {
    const product = g.emit("Mul", [g.input("float32", NCHW), g.input("float32", PER_CHANNEL)]);
    return [reduce(g, "ReduceSum", product, [0, 2, 3])];
  });
  expect(await operatorsAfter(liftChannels, graph)).toEqual(["Reshape", "ReduceSum", "Mul"]);
});

test("the sum of deviations from the mean needs no deviations", async () => {
  const graph = graphOf((g) => {
    const x = g.input("float32", NCHW);
    const deviations = g.emit("Sub", [x, reduce(g, "ReduceMean", x, [0, 2, 3], true)]);
    return [reduce(g, "ReduceSum", g.emit("Mul", [deviations, g.scalar(2)]), [0, 2, 3])];
  });
  const rewritten = liftChannels(graph);
  const images = rewritten.operations.filter(({ outputs }) => outputs[0]!.shape.join() === NCHW.join());
  expect(images).toEqual([]);
  // The sum is 0 but for rounding, so it is compared with the size of what was added up.
  for (const sum of (await evaluate(rewritten))[0]!) expect(Math.abs(sum)).toBeLessThan(1e-5);
});

test("a factor that varies along the summed axes stays inside", async () => {
  const graph = graphOf((g) => {
    const product = g.emit("Mul", [g.input("float32", NCHW), g.input("float32", [3, 1, 1, 1])]);
    return [reduce(g, "ReduceSum", product, [0, 2, 3])];
  });
  expect(await operatorsAfter(liftChannels, graph)).toEqual(["Mul", "ReduceSum"]);
});

test("two factors become one before they meet the image", async () => {
  const graph = graphOf((g) => {
    const inner = g.emit("Mul", [g.input("float32", NCHW), g.input("float32", PER_CHANNEL)]);
    return [g.emit("Mul", [g.input("float32", PER_CHANNEL), inner])];
  });
  const rewritten = liftChannels(graph);
  expect(rewritten.operations.map(({ outputs }) => outputs[0]!.shape)).toEqual([PER_CHANNEL, NCHW]);
  await operatorsAfter(liftChannels, graph);
});
