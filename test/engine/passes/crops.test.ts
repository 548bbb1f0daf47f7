import { expect, test } from "vitest";
import type { GraphBuilder } from "../../../src/engine/graph/builder.ts";
import type { Value } from "../../../src/engine/graph/graph.ts";
import { slice } from "../../../src/engine/graph/operators.ts";
import { cropByPadding } from "../../../src/engine/passes/crops.ts";
import { graphOf, operatorsAfter } from "./evaluate.ts";

/** A 3x3 convolution of a 5x6 image, padded all around. */
function convolution(g: GraphBuilder, stride = 1): Value {
  const inputs = [g.input("float32", [2, 3, 5, 6]), g.input("float32", [4, 3, 3, 3])];
  const attributes = {
    kernel_shape: { ints: [3, 3] },
    strides: { ints: [stride, stride] },
    pads: { ints: [2, 1, 2, 2] },
  };
  const shape = [2, 4, Math.floor(6 / stride) + 1, Math.floor(6 / stride) + 1];
  return g.emit("Conv", inputs, attributes, { results: [{ type: "float32", shape }] });
}

test("rows and columns cropped off are not computed", async () => {
  const graph = graphOf((g) => [slice(g, convolution(g), [2, 3], [1, 1], [5, 6])]);
  expect(await operatorsAfter(cropByPadding, graph)).toEqual(["Conv"]);
});

test.each<[string, (g: GraphBuilder) => readonly Value[]]>([
  ["a crop of more than the padding", (g) => [slice(g, convolution(g), [2], [3], [7])]],
  ["a crop of channels", (g) => [slice(g, convolution(g), [1], [1], [3])]],
  ["every second row", (g) => [slice(g, convolution(g), [2], [0], [7], [2])]],
  ["strides", (g) => [slice(g, convolution(g, 2), [2], [1], [4])]],
])("%s stays", async (_, write) => {
  expect(await operatorsAfter(cropByPadding, graphOf(write))).toEqual(["Conv", "Slice"]);
});

test("a convolution that is read elsewhere stays whole", async () => {
  const graph = graphOf((g) => {
    const whole = convolution(g);
    return [whole, slice(g, whole, [2], [1], [6])];
  });
  expect(await operatorsAfter(cropByPadding, graph)).toEqual(["Conv", "Slice"]);
});
