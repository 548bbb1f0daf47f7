import type { ResizeBilinearAttrs, ResizeNearestNeighborAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { matmul, toNchw, toNhwc } from "../graph/operators.ts";
import type { KernelTable } from "./kernel.ts";

type Alignment = Pick<ResizeBilinearAttrs, "alignCorners" | "halfPixelCenters">;
/** Weight of each source position in each target position, [target, source]. */
type Interpolation = (source: number, target: number, alignment: Alignment) => Float32Array;

function scaleOf(source: number, target: number, alignCorners: boolean): number {
  return alignCorners && target > 1 ? (source - 1) / (target - 1) : source / target;
}

const bilinear: Interpolation = (source, target, { alignCorners, halfPixelCenters }) => {
  const weights = new Float32Array(target * source);
  const scale = scaleOf(source, target, alignCorners);
  for (let row = 0; row < target; row++) {
    const at = Math.max(0, halfPixelCenters ? scale * (row + 0.5) - 0.5 : scale * row);
    const below = Math.min(source - 1, Math.floor(at));
    const above = Math.min(source - 1, Math.ceil(at));
    weights[row * source + below]! += 1 - (at - below);
    weights[row * source + above]! += at - below;
  }
  return weights;
};

const nearest: Interpolation = (source, target, { alignCorners, halfPixelCenters }) => {
  const weights = new Float32Array(target * source);
  const scale = scaleOf(source, target, alignCorners);
  for (let row = 0; row < target; row++) {
    const at = halfPixelCenters ? scale * (row + 0.5) : scale * row;
    const chosen = Math.min(source - 1, alignCorners ? Math.round(at) : Math.floor(at));
    weights[row * source + chosen] = 1;
  }
  return weights;
};

/** Resizing is linear in the image and separable: rows times a matrix, columns times a matrix. */
function resize(
  graph: GraphBuilder,
  images: Value,
  size: readonly [number, number],
  interpolation: Interpolation,
  alignment: Alignment,
): Value {
  const [, height, width] = images.shape as [number, number, number, number];
  const rows = graph.constant(interpolation(height, size[0], alignment), [size[0], height]);
  const columns = graph.constant(interpolation(width, size[1], alignment), [size[1], width]);
  return toNhwc(graph, matmul(graph, matmul(graph, rows, toNchw(graph, images)), columns, false, true));
}

/** The transposed matrices bring a gradient back. */
function resizeGradient(
  graph: GraphBuilder,
  dy: Value,
  source: readonly number[],
  interpolation: Interpolation,
  alignment: Alignment,
): Value {
  const [, targetHeight, targetWidth] = dy.shape as [number, number, number, number];
  const [, height, width] = source as [number, number, number, number];
  const rows = graph.constant(interpolation(height, targetHeight, alignment), [targetHeight, height]);
  const columns = graph.constant(interpolation(width, targetWidth, alignment), [targetWidth, width]);
  return toNhwc(graph, matmul(graph, matmul(graph, rows, toNchw(graph, dy), true), columns));
}

/** Resizing of images and its gradients. */
export const resizingKernels = {
  ResizeBilinear: (graph, { images }, attributes: ResizeBilinearAttrs) =>
    resize(graph, images!, attributes.size, bilinear, attributes),
  ResizeBilinearGrad: (graph, { images, dy }, attributes: ResizeBilinearAttrs) =>
    resizeGradient(graph, dy!, images!.shape, bilinear, attributes),
  ResizeNearestNeighbor: (graph, { images }, attributes: ResizeNearestNeighborAttrs) =>
    resize(graph, images!, attributes.size, nearest, attributes),
  ResizeNearestNeighborGrad: (graph, { images, dy }, attributes: ResizeNearestNeighborAttrs) =>
    resizeGradient(graph, dy!, images!.shape, nearest, attributes),
} satisfies KernelTable;
