import type { WeightSpec } from "../../network/weight.ts";

/** Layers outside of the stages. */
const LAYERS: Readonly<Record<string, string>> = { "stem.conv": "conv1", "stem.bn": "bn1", classifier: "fc" };

/** Layers of a block. */
const BLOCK_LAYERS: Readonly<Record<string, string>> = {
  "shortcut.conv": "downsample.0",
  "shortcut.bn": "downsample.1",
};

/**
 * The name that torchvision's residual networks, and the repositories that follow them, have for a weight of ours.
 *
 * @example pytorchName({ name: "stage2.block1.shortcut.conv.weight", layer: "stage2.block1.shortcut.conv" })
 * // "layer2.0.downsample.0.weight"
 */
export function pytorchName({ name, layer }: Pick<WeightSpec, "name" | "layer">): string {
  const [, stage, block, inner] = /^stage(\d+)\.block(\d+)\.(.+)$/.exec(layer) ?? [];
  const path =
    inner === undefined ? LAYERS[layer] : `layer${stage}.${Number(block) - 1}.${BLOCK_LAYERS[inner] ?? inner}`;
  if (path === undefined) throw new Error(`${layer} has no name in PyTorch`);
  return path + name.slice(layer.length);
}
