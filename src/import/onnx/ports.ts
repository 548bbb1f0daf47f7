import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import type { OnnxPort } from "./graph.ts";
import type { PortMessage } from "./model-message.ts";

export function readPort({ name = "", type }: PortMessage): OnnxPort {
  const dims = type?.tensorType?.shape?.dim ?? [];
  return {
    name,
    type: type?.tensorType?.elemType ?? 0,
    // An open size is written as a name, as zero or as a negative number.
    shape: dims.map(({ dimValue }) => (dimValue !== undefined && dimValue > 0 ? dimValue : undefined)),
  };
}

/**
 * The input that is the images: the only one, or the only one that can be. Whether the others can be done without is
 * found out when the nodes are put in order.
 */
export function imagesAmong(inputs: readonly OnnxPort[], path: string): OnnxPort {
  const images = inputs.filter(
    ({ shape }) => shape.length === 4 && [shape[1], shape[3]].some((count) => count === CHANNELS || count === 1),
  );
  const [found] = inputs.length === 1 ? inputs : images;
  if (found !== undefined && (inputs.length === 1 || images.length === 1)) return found;
  throw new InputError(path, {
    expected: "a graph with one input of images",
    got: `${inputs.length} inputs${inputs.length > 0 ? `: ${inputs.slice(0, 5).map(describe).join(", ")}` : ""}`,
    remedy: "Export the model with its images as the only input.",
  });
}

const describe = ({ name, shape }: OnnxPort): string => `${name} [${shape.map((size) => size ?? "?").join(", ")}]`;

/** Numbers for each image in an output [batch, scores], also with further axes of size one; undefined where it is none. */
export function scoresOf({ shape: [, scores, ...rest] }: OnnxPort): number | undefined {
  return scores !== undefined && rest.every((size) => size === 1) ? scores : undefined;
}
