import * as tf from "@tensorflow/tfjs-core";
import { mixPixels } from "../../shared/resize-images.ts";
import { computed, shapeOf, type Value, withChannelsLast } from "../value.ts";
import {
  knownNumbers,
  type NodeContext,
  number,
  numbers,
  type Rule,
  type RuleTable,
  required,
  string,
  unsupported,
} from "./rule.ts";

/** Place in the input of an output pixel's centre (ONNX, Operators: Resize, coordinate_transformation_mode). */
const COORDINATES: Readonly<Record<string, (place: number, input: number, output: number, scale: number) => number>> = {
  half_pixel: (place, _input, _output, scale) => (place + 0.5) / scale - 0.5,
  pytorch_half_pixel: (place, _input, output, scale) => (output > 1 ? (place + 0.5) / scale - 0.5 : 0),
  align_corners: (place, input, output) => (output > 1 ? (place * (input - 1)) / (output - 1) : 0),
  asymmetric: (place, _input, _output, scale) => place / scale,
};

const ROUND: Readonly<Record<string, (place: number) => number>> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/**
 * Resizing is linear and works on rows and columns apart: one matrix [output, input] for each axis, in every mode, with
 * the gradient that a product of matrices has.
 */
const resize: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  if (shape.length !== 4) throw unsupported(context, `${shape.length} dimensions`);
  const [scales, sizes] = scalesAndSizes(inputs, shape, context);
  if (sizes[0] !== shape[0] || sizes[1] !== shape[1]) throw unsupported(context, "a change of batch or channels");
  const image = withChannelsLast(x);
  const [, height, width] = image.shape;
  const rows = axisMatrix(height, sizes[2], scales[2], context);
  const columns = axisMatrix(width, sizes[3], scales[3], context);
  return computed(mixPixels(image, rows, columns), true);
};

function scalesAndSizes(
  inputs: readonly (Value | undefined)[],
  shape: readonly number[],
  context: NodeContext,
): [readonly number[], readonly number[]] {
  // Operator sets 7 and 9 (Upsample) and 10 have the scales where 11 has the region of interest.
  const early = context.node.operator === "Upsample" || context.opset < 11;
  const given = knownNumbers(inputs[early ? 1 : 2], "scales", context) ?? numbers(context, "scales") ?? [];
  const wanted = early ? undefined : knownNumbers(inputs[3], "sizes", context);
  const axes = numbers(context, "axes") ?? [0, 1, 2, 3];
  const scales = shape.map((size, axis) => {
    const at = axes.indexOf(axis);
    if (at < 0) return 1;
    return wanted !== undefined && wanted.length > 0 ? wanted[at] / size : given[at];
  });
  const { exported, actual } = context.batch;
  const exact = (axis: number) => {
    const size = wanted !== undefined && wanted.length > 0 ? wanted[axes.indexOf(axis)] : undefined;
    return axis === 0 && size === exported && shape[0] === actual ? actual : size;
  };
  const sizes = shape.map((size, axis) => exact(axis) ?? Math.floor(size * scales[axis]));
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 16_384)) {
    throw unsupported(context, `scales ${given.join(", ")}`);
  }
  return [scales, sizes];
}

/** Share of each input row in each output row. */
function axisMatrix(input: number, output: number, scale: number, context: NodeContext): tf.Tensor2D {
  const early = context.node.operator === "Upsample" || context.opset < 11;
  const transformation = string(context, "coordinate_transformation_mode", early ? "asymmetric" : "half_pixel");
  const coordinate = COORDINATES[transformation];
  const mode = string(context, "mode", "nearest");
  const round = ROUND[string(context, "nearest_mode", early ? "floor" : "round_prefer_floor")];
  const antialias = number(context, "antialias", 0) === 1 && scale < 1;
  if (coordinate === undefined || round === undefined || !/^(nearest|linear|cubic)$/.test(mode) || antialias) {
    throw unsupported(context, `mode ${mode} with ${transformation}${antialias ? " and antialiasing" : ""}`);
  }
  if (mode === "cubic" && number(context, "exclude_outside", 0) !== 0) throw unsupported(context, "exclude_outside");
  const coefficient = number(context, "cubic_coeff_a", -0.75);
  const shares = new Float32Array(output * input);
  const inside = (place: number) => Math.max(0, Math.min(input - 1, place));
  for (let place = 0; place < output; place++) {
    const at = coordinate(place, input, output, scale);
    if (mode === "nearest") {
      shares[place * input + inside(round(at))] = 1;
      continue;
    }
    const low = Math.floor(at);
    const first = mode === "cubic" ? low - 1 : low;
    const own = mode === "cubic" ? cubicShares(at - low, coefficient) : [1 - (at - low), at - low];
    own.forEach((share, i) => {
      shares[place * input + inside(first + i)] += share;
    });
  }
  return tf.tensor2d(shares, [output, input]);
}

/**
 * Shares of the four pixels around a place, `t` behind the second (Keys 1981, with `a` in place of -1/2).
 */
function cubicShares(t: number, a: number): number[] {
  const near = (x: number) => ((a + 2) * x - (a + 3)) * x * x + 1;
  const far = (x: number) => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return [far(1 + t), near(t), near(1 - t), far(2 - t)];
}

export const resizeRules = { Resize: resize, Upsample: resize } satisfies RuleTable;
