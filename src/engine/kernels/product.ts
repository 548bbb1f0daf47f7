import type { _FusedMatMulAttrs, BatchMatMulAttrs } from "@tensorflow/tfjs-core";
import { matmul } from "../graph/operators.ts";
import { activate } from "./activation.ts";
import type { KernelTable } from "./kernel.ts";

/** Matrix products. */
export const productKernels = {
  BatchMatMul: (graph, { a, b }, { transposeA, transposeB }: BatchMatMulAttrs) =>
    matmul(graph, a!, b!, transposeA, transposeB),
  _FusedMatMul: (graph, { a, b, bias, preluActivationWeights }, attributes: _FusedMatMulAttrs) => {
    const product = matmul(graph, a!, b!, attributes.transposeA, attributes.transposeB);
    const sum = bias === undefined ? product : graph.emit("Add", [product, bias]);
    return activate(graph, sum, attributes, preluActivationWeights);
  },
} satisfies KernelTable;
