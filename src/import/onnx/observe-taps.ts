import type { TapHook } from "../../network/tap.ts";
import { tappedInOrder } from "../shared/tapped-in-order.ts";
import type { InputLayout } from "./input-layout.ts";
import { computed, type Value } from "./value.ts";

/**
 * Tells a hook of the values of one pass through a graph. What is held with channels last is an image. Of other values of
 * rank four it is one where two neighbouring axes are rows and columns: of the size of an image before, behind its
 * channels; or of the images' size divided by a whole number, in front of them. Attention's matrices are none.
 */
export function observeTaps(
  hook: TapHook,
  images: Pick<InputLayout, "height" | "width">,
): (name: string, value: Value) => Value | undefined {
  const sizes = new Set<string>();
  return (name, value) => {
    if (value.kind === "constant" || value.tensor.dtype !== "float32") return undefined;
    const { tensor, channelsLast } = value;
    const [, a, b, c] = tensor.shape;
    const first = tensor.rank === 4 && !channelsLast && sizes.has([b, c].join());
    if (channelsLast) sizes.add([a, b].join());
    if (tensor.rank === 4 && !channelsLast && !first && !isReduced(images, a, b)) return undefined;
    const replaced = tappedInOrder(name, tensor, hook, first);
    return replaced === tensor ? undefined : computed(replaced, channelsLast);
  };
}

/** Whether rows and columns are the images' divided by the same whole number. */
function isReduced({ height, width }: Pick<InputLayout, "height" | "width">, rows: number, columns: number): boolean {
  return Number.isInteger(height / rows) && height / rows === width / columns;
}
