import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { type Trace, trace } from "../../engine/trace.ts";

/** What recording a function on images says, without computing anything. */
export interface TracedImages {
  readonly traced: Trace;
  /** Shape of the function's output. */
  readonly shape: readonly number[];
}

/** Records a function on images of this shape, which finds its output's shape and whatever does not fit. */
export function traceImages(forward: (images: Tensor4D) => Tensor, images: readonly number[]): TracedImages {
  let shape: readonly number[] = [];
  const traced = trace(
    (input) => {
      const output = forward(input as Tensor4D);
      shape = output.shape;
      return output;
    },
    [{ shape: images }],
    [],
  );
  return { traced, shape };
}
