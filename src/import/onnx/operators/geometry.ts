import { type NodeContext, number, numbers, string, unsupported } from "./rule.ts";

/** Largest window, step and pad: as large as the largest image. */
const LARGEST = 2048;

/** One spatial axis of a convolution or a pool. */
export interface AxisGeometry {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding as the model says. */
  readonly before: number;
  readonly after: number;
  /** More of it after the last element, where the last window reaches further (`ceil_mode`). */
  readonly beyond: number;
  readonly output: number;
}

/**
 * Height and width of a window operator on images, from its attributes (ONNX, Operators: Conv, AveragePool).
 *
 * @param input height and width of the images
 * @param kernel height and width of the window
 */
export function windowGeometry(
  input: readonly number[],
  kernel: readonly number[],
  context: NodeContext,
): readonly [AxisGeometry, AxisGeometry] {
  const strides = numbers(context, "strides") ?? [1, 1];
  const dilations = numbers(context, "dilations") ?? [1, 1];
  const pads = numbers(context, "pads") ?? [0, 0, 0, 0];
  if (![input, kernel, strides, dilations].every(({ length }) => length === 2) || pads.length !== 4) {
    throw unsupported(context, `${kernel.length} spatial dimensions`);
  }
  if (![...kernel, ...strides, ...dilations].every((value) => value >= 1) || pads.some((value) => value < 0)) {
    throw unsupported(context, "a window of negative or no size");
  }
  if ([...kernel, ...strides, ...dilations, ...pads].some((value) => !(value <= LARGEST))) {
    throw unsupported(context, `a window or pad of more than ${LARGEST}`);
  }
  const automatic = string(context, "auto_pad", "NOTSET");
  const roundUp = number(context, "ceil_mode", 0) === 1;
  const axis = (i: number): AxisGeometry => {
    const span = (kernel[i] - 1) * dilations[i] + 1;
    const [before, after] =
      automatic === "SAME_UPPER" || automatic === "SAME_LOWER"
        ? samePadding(input[i], span, strides[i], automatic === "SAME_LOWER")
        : automatic === "VALID"
          ? [0, 0]
          : [pads[i], pads[i + 2]];
    const room = input[i] + before + after - span;
    let output = (roundUp ? Math.ceil : Math.floor)(room / strides[i]) + 1;
    // A window that would start behind the last padded element is dropped.
    if (roundUp && (output - 1) * strides[i] >= input[i] + before) output--;
    if (room < 0 || output < 1) throw unsupported(context, `a window larger than its input of ${input[i]}`);
    const beyond = Math.max(0, (output - 1) * strides[i] + span - (input[i] + before + after));
    return { kernel: kernel[i], stride: strides[i], dilation: dilations[i], before, after, beyond, output };
  };
  return [axis(0), axis(1)];
}

/** Padding for ceil(input / stride) outputs; the odd one goes after, or before. */
function samePadding(input: number, span: number, stride: number, lower: boolean): [number, number] {
  const total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + span - input);
  const small = Math.floor(total / 2);
  return lower ? [total - small, small] : [small, total - small];
}
