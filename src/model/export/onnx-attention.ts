import { type AttentionSettings, pooledSide, relativeRows } from "../../network/attention-settings.ts";
import type { ExportedValue, GraphWriter } from "./onnx-graph.ts";
import { normalizationNodes, tokenProduct } from "./onnx-token-layers.ts";

const PARTS = ["q", "k", "v"] as const;

/** Attention of MViTv2 as ONNX nodes; `multiscaleAttention` of src/network says what it computes. */
export function attentionNodes(
  graph: GraphWriter,
  input: ExportedValue,
  name: string,
  { to, heads, side, queryStride, keyStride, epsilon }: AttentionSettings,
): ExportedValue {
  const { node, constant, reshape, transpose } = graph;
  const width = to / heads;
  const [queries, keys] = [pooledSide(side, queryStride), pooledSide(side, keyStride)];
  const [queryCount, keyCount] = [queries ** 2, keys ** 2];
  const qkv = tokenProduct(graph, input, `${name}.qkv`, 3 * to);
  // [batch x heads, rows, columns, width] each.
  const [q, k, v] = PARTS.map((part, i) => {
    const own = `${name}.${part}`;
    const taken = graph.slice(own, qkv.name, 2, i * to, (i + 1) * to);
    const byHead = transpose(
      `${own}.heads`,
      reshape(`${own}.grid`, taken, [0, side, side, heads, width]),
      [0, 3, 4, 1, 2],
    );
    const maps = reshape(`${own}.maps`, byHead, [-1, width, side, side]);
    const stride = part === "q" ? queryStride : keyStride;
    const pooled = node("Conv", `${name}.pool_${part}`, [maps, `${name}.pool_${part}.weight`], {
      kernel_shape: [3, 3],
      strides: [stride, stride],
      pads: [1, 1, 1, 1],
      group: width,
    });
    return normalizationNodes(graph, transpose(`${own}.last`, pooled, [0, 2, 3, 1]), `${name}.norm_${part}`, epsilon);
  });

  const flatQueries = reshape(`${name}.queries`, q, [-1, queryCount, width]);
  const flatKeys = transpose(`${name}.keys`, reshape(`${name}.keys.rows`, k, [-1, keyCount, width]), [0, 2, 1]);
  const root = constant(`${name}.root`, "float32", Math.sqrt(width));
  const products = node("MatMul", `${name}.products`, [node("Div", `${name}.scaled`, [flatQueries, root]), flatKeys]);

  const distances = graph.table(`${name}.distances`, relativeRows(queries, keys));
  const relative = (axis: "h" | "w"): string => {
    const own = `${name}.rel_pos_${axis}`;
    return transpose(`${own}.keys`, node("Gather", `${own}.rows`, [own, distances]), [0, 2, 1]);
  };
  // Row by row [queries, width] x [width, keys]; columns come first for theirs.
  const rows = node("MatMul", `${name}.rows`, [q, relative("h")]);
  const turned = node("MatMul", `${name}.columns.turned`, [
    transpose(`${name}.columns.queries`, q, [0, 2, 1, 3]),
    relative("w"),
  ]);
  const columns = transpose(`${name}.columns`, turned, [0, 2, 1, 3]);
  const placed = node("Add", `${name}.placed.rows`, [
    reshape(`${name}.placed.products`, products, [-1, queries, queries, keys, keys]),
    reshape(`${name}.rows.keys`, rows, [-1, queries, queries, keys, 1]),
  ]);
  const scores = node("Add", `${name}.placed`, [
    placed,
    reshape(`${name}.columns.keys`, columns, [-1, queries, queries, 1, keys]),
  ]);
  const flatScores = reshape(`${name}.scores`, scores, [-1, queryCount, keyCount]);
  const weights = node("Softmax", `${name}.softmax`, [flatScores], { axis: 2 });

  const mixed = node("MatMul", `${name}.mixed`, [weights, reshape(`${name}.values`, v, [-1, keyCount, width])]);
  const residual = node("Add", `${name}.residual`, [mixed, flatQueries]);
  const byHead = transpose(
    `${name}.together`,
    reshape(`${name}.residual.heads`, residual, [-1, heads, queryCount, width]),
    [0, 2, 1, 3],
  );
  const value: ExportedValue = {
    name: reshape(`${name}.features`, byHead, [0, queryCount, to]),
    channels: to,
    height: queries,
    width: queries,
    tokens: true,
  };
  return tokenProduct(graph, value, `${name}.proj`, to);
}
