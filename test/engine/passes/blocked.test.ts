import { describe, expect, test } from "vitest";
import type { GraphBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../src/engine/graph/graph.ts";
import { cast, concat, pad, reduce, slice } from "../../../src/engine/graph/operators.ts";
import { convolve } from "../../../src/engine/kernels/convolution-geometry.ts";
import { fuseBlocked } from "../../../src/engine/passes/blocked-fusion.ts";
import { blockImages } from "../../../src/engine/passes/blocked-layout.ts";
import { block, graphOf, operatorsAfter } from "./evaluate.ts";

const SIZE = 5;
/** Channels that fill whole blocks on every processor. */
const CHANNELS = 32;
const images = (g: GraphBuilder) => g.input("float32", [2, CHANNELS, SIZE, SIZE]);

function convolution(g: GraphBuilder, x: Value, weights = g.input("float32", [CHANNELS, x.shape[1]!, 3, 3])): Value {
  return convolve(g, x, weights, {
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ],
    output: [SIZE, SIZE],
    groups: 1,
  });
}

const blocked = (graph: Graph) => blockImages(graph, block!);
const fused = (graph: Graph) => fuseBlocked(blocked(graph));
const reorders = (operators: readonly string[]) => operators.filter((operator) => operator.startsWith("Reorder"));

describe.skipIf(block === undefined)("blocked layout", () => {
  test("between convolutions nothing is reordered", async () => {
    const graph = graphOf((g) => {
      const x = convolution(g, images(g));
      const perChannel = () => g.input("float32", [1, CHANNELS, 1, 1]);
      const shifted = g.emit("Sub", [g.emit("Add", [g.emit("Mul", [x, perChannel()]), perChannel()]), perChannel()]);
      const positive = cast(g, g.emit("Greater", [shifted, g.scalar(0)]), "float32");
      const product = g.emit("Mul", [g.emit("Mul", [shifted, positive]), g.scalar(0.5)]);
      return [convolution(g, product), reduce(g, "ReduceSum", product, [0, 2, 3]), reduce(g, "ReduceMean", x, [2, 3])];
    });
    expect(reorders(await operatorsAfter(blocked, graph))).toEqual(["ReorderInput", "ReorderOutput"]);
  });

  test("few channels come in as they are; normalisation becomes affine", async () => {
    const graph = graphOf((g) => {
      const y = convolution(g, g.input("float32", [2, 3, SIZE, SIZE]));
      const [scale, offset, mean] = [0, 1, 2].map(() => g.input("float32", [CHANNELS]));
      const variance = g.emit("Abs", [g.input("float32", [CHANNELS])]);
      return [g.emit("BatchNormalization", [y, scale, offset, mean, variance], { epsilon: { float: 1e-3 } })];
    });
    const operators = await operatorsAfter(blocked, graph);
    expect(reorders(operators)).toEqual(["ReorderOutput"]);
    expect(operators).not.toContain("BatchNormalization");
  });

  test("constant weights and channels that fill no block are left to ONNX Runtime", async () => {
    const graph = graphOf((g) => {
      const weights = g.constant(
        Float32Array.from({ length: CHANNELS * CHANNELS * 9 }, (_, i) => Math.sin(i)),
        [CHANNELS, CHANNELS, 3, 3],
      );
      const x = convolution(g, images(g), weights);
      return [convolution(g, x, g.input("float32", [CHANNELS + 1, CHANNELS, 3, 3]))];
    });
    expect(await operatorsAfter(blocked, graph)).toEqual(["Conv", "Conv"]);
  });

  test("offset, sum and rectifier are done by the convolution", async () => {
    const graph = graphOf((g) => {
      const y = g.emit("Add", [convolution(g, images(g)), g.input("float32", [1, CHANNELS, 1, 1])]);
      return [g.emit("Relu", [g.emit("Add", [y, convolution(g, images(g))])])];
    });
    const operators = await operatorsAfter(fused, graph);
    expect(operators.filter((operator) => operator === "Conv")).toHaveLength(2);
    expect(operators).not.toContain("Add");
    expect(operators).not.toContain("Relu");
  });

  test("a result that something else reads is not fused away", async () => {
    const graph = graphOf((g) => {
      const y = convolution(g, images(g));
      return [g.emit("Relu", [y]), g.emit("Neg", [y])];
    });
    expect(await operatorsAfter(fused, graph)).toContain("Relu");
  });

  test.each([
    ["zeros around", [1, 1, 1, 1], [0, 0, 5, 5], [1, 1]],
    ["moved down and left", [1, 0, -1, 1], [0, 1, 5, 6], [1, 1]],
    ["more zeros than the kernel is long", [3, 0, 2, 5], [2, 0, 9, 10], [1, 1]],
    ["every second row and column, from the second on", [1, 1, 1, 1], [1, 1, 7, 7], [2, 2]],
    ["a walk that stops early", [0, 0, 0, 0], [0, 0, 3, 2], [2, 1]],
  ])("rows and columns move inside of the layout: %s", async (_, pads, [top, left, bottom, right], steps) => {
    const graph = graphOf((g) => {
      const [before, beforeColumns, after, afterColumns] = pads as [number, number, number, number];
      const none = [0, 0] as const;
      const padded = pad(g, convolution(g, images(g)), [none, none, [before, after], [beforeColumns, afterColumns]]);
      const walked = slice(g, padded, [2, 3], [top!, left!], [bottom!, right!], steps);
      return [concat(g, [walked, walked], 1)];
    });
    const operators = await operatorsAfter(blocked, graph);
    expect(operators.at(-1)).toBe("ReorderOutput");
    expect(operators).not.toContain("Pad");
    expect(operators).not.toContain("Slice");
  });

  test("padding with another number, and long walks, are left as they are", async () => {
    const graph = graphOf((g) => {
      const x = convolution(g, images(g));
      const none = [0, 0] as const;
      return [
        pad(g, x, [none, none, [1, 1], none], 1),
        slice(g, pad(g, x, [none, none, [0, 9], none]), [2], [6], [8]),
        pad(g, x, [[0, 1], none, none, none]),
      ];
    });
    const operators = await operatorsAfter(blocked, graph);
    expect(operators.filter((operator) => operator === "Pad")).toHaveLength(2);
    expect(operators).toContain("Slice");
  });
});
