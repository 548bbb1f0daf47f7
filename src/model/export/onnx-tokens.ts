import type { TokenForm } from "../../network/token-form.ts";
import { attentionNodes } from "./onnx-attention.ts";
import type { ExportedValue, GraphWriter } from "./onnx-graph.ts";
import { normalizationNodes } from "./onnx-token-layers.ts";

/** Layers of networks of tokens as ONNX nodes. */
export function onnxTokens(
  graph: GraphWriter,
  nameOf: (name: string | undefined, kind: string) => string,
): TokenForm<ExportedValue> {
  const { node, constant, reshape, transpose } = graph;
  return {
    fromMap(map, name) {
      const { channels, height, width } = map;
      const positions = reshape(`${name}.positions`, map.name, [0, channels, height * width]);
      return { ...map, name: transpose(name, positions, [0, 2, 1]), tokens: true };
    },
    toMap(tokens, name) {
      const { channels, height, width } = tokens;
      const positions = transpose(`${name}.positions`, tokens.name, [0, 2, 1]);
      return { ...tokens, name: reshape(name, positions, [0, channels, height, width]), tokens: false };
    },
    layerNorm: (input, name, epsilon) => ({ ...input, name: normalizationNodes(graph, input.name, name, epsilon) }),
    gelu(input, name) {
      const own = nameOf(name, "gelu");
      const number = (part: string, value: number) => constant(`${own}.${part}`, "float32", value);
      const scaled = node("Div", `${own}.scaled`, [input.name, number("root", Math.SQRT2)]);
      const above = node("Add", `${own}.above`, [node("Erf", `${own}.erf`, [scaled]), number("one", 1)]);
      const product = node("Mul", `${own}.product`, [input.name, above]);
      return { ...input, name: node("Mul", own, [product, number("half", 0.5)]) };
    },
    mean: (tokens, name) => ({
      ...tokens,
      name: node("ReduceMean", nameOf(name, "mean"), [tokens.name], { axes: [1], keepdims: 0 }),
      height: 1,
      width: 1,
      tokens: false,
    }),
    attention: (tokens, name, settings) => attentionNodes(graph, tokens, name, settings),
  };
}
