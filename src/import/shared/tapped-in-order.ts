import * as tf from "@tensorflow/tfjs-core";
import type { TapHook } from "../../network/tap.ts";

const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

/** Calls the hook, where there is one, with an image's channels last, in whichever order the network has them. */
export function tappedInOrder(
  name: string,
  value: tf.Tensor,
  hook: TapHook | undefined,
  channelsFirst: boolean,
): tf.Tensor {
  const moves = channelsFirst && value.rank === 4;
  const replaced = hook?.(name, () => (moves ? tf.transpose(value, TO_LAST) : value), false);
  if (replaced === undefined) return value;
  return moves ? tf.transpose(replaced, TO_FIRST) : replaced;
}
