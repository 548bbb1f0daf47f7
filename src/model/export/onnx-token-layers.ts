import type { ExportedValue, GraphWriter } from "./onnx-graph.ts";

/** A linear layer on every token: the product of a matrix of all tokens. */
export function tokenProduct(
  { node, reshape }: GraphWriter,
  input: ExportedValue,
  name: string,
  units: number,
): ExportedValue {
  const rows = reshape(`${name}.rows`, input.name, [-1, input.channels]);
  const product = node("Gemm", `${name}.product`, [rows, `${name}.weight`, `${name}.bias`], { transB: 1 });
  return { ...input, channels: units, name: reshape(name, product, [-1, input.height * input.width, units]) };
}

/** Layer normalisation over the last axis, in operators that ONNX 1.8 has. */
export function normalizationNodes(
  { node, constant }: GraphWriter,
  input: string,
  name: string,
  epsilon: number,
): string {
  const last = { axes: [-1] };
  const centred = node("Sub", `${name}.centred`, [input, node("ReduceMean", `${name}.mean`, [input], last)]);
  const squares = node("Mul", `${name}.squares`, [centred, centred]);
  const variance = node("ReduceMean", `${name}.variance`, [squares], last);
  const raised = node("Add", `${name}.raised`, [variance, constant(`${name}.epsilon`, "float32", epsilon)]);
  const normalised = node("Div", `${name}.normalised`, [centred, node("Sqrt", `${name}.deviation`, [raised])]);
  return node("Add", name, [node("Mul", `${name}.scaled`, [normalised, `${name}.weight`]), `${name}.bias`]);
}
