import { InputError } from "../../core/error.ts";
import type { LabelMap } from "./label-map.ts";

/**
 * The part of a label map that jfzhang95's validation scores: its short side is brought to `side` pixels by nearest
 * neighbour, and the square in the middle is cut out. Half of a Cityscapes frame is never looked at.
 *
 * Source: jfzhang95/pytorch-deeplab-xception, dataloaders/custom_transforms.py, FixScaleCrop, with Pillow's resize.
 */
export function centreCrop(map: LabelMap, side: number): LabelMap {
  if (!(Number.isInteger(side) && side >= 1 && side <= 10_000)) {
    throw new InputError("`centreCrop`", { expected: "a side in 1...10000 pixels", got: `${side}` });
  }
  const { width, height } = map;
  const landscape = width > height;
  const to = landscape
    ? { width: Math.floor((width * side) / height), height: side }
    : { width: side, height: Math.floor((height * side) / width) };
  const columns = nearest(width, to.width).subarray(halfOf(to.width - side));
  const rows = nearest(height, to.height).subarray(halfOf(to.height - side));
  const labels = new Uint8Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      labels[row * side + column] = map.labels[rows[row] * width + columns[column]];
    }
  }
  return { labels, height: side, width: side };
}

/** Places that Pillow's nearest neighbour takes: it adds up the step, in double precision, from half a step on. */
function nearest(from: number, to: number): Int32Array {
  const step = from / to;
  let place = step * 0.5;
  return Int32Array.from({ length: to }, () => {
    const here = Math.floor(place);
    place += step;
    return here;
  });
}

/** Python's round(n / 2): halves go to the even neighbour. */
function halfOf(n: number): number {
  const half = Math.floor(n / 2);
  return n % 2 === 1 && half % 2 === 1 ? half + 1 : half;
}
