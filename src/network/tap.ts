import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Is told of the activations on the way through a network, in the order in which they are computed, and may put others
 * in their places.
 *
 * Images are [batch, height, width, channels] here, whatever the order of axes in the network's file; other activations
 * have the file's own order, the batch first.
 *
 * @param name the tap's name, each once in a pass
 * @param read the activation; what is not read costs nothing
 * @param endsBlock whether it is known to be the output of a block or a stage
 * @returns what the network goes on with in place of the activation, of the same shape; undefined leaves it
 */
export type TapHook = (name: string, read: () => Tensor, endsBlock: boolean) => Tensor | undefined;

/** Calls the hook, where there is one: the value that the network goes on with. */
export function tapped(name: string, value: Tensor, hook: TapHook | undefined, endsBlock = false): Tensor {
  return hook?.(name, () => value, endsBlock) ?? value;
}
