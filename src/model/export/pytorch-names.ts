/** Names of our layers' weights as PyTorch's state dictionaries end. */
const PARTS: Readonly<Record<string, string>> = {
  kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  moving_mean: "running_mean",
  moving_variance: "running_var",
};

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
 * @example pytorchName("stage2.block1.shortcut.conv/kernel") // "layer2.0.downsample.0.weight"
 */
export function pytorchName(weight: string): string {
  const [layer, part] = weight.split("/");
  const [, stage, block, inner] = /^stage(\d+)\.block(\d+)\.(.+)$/.exec(layer) ?? [];
  const name =
    inner === undefined ? LAYERS[layer] : `layer${stage}.${Number(block) - 1}.${BLOCK_LAYERS[inner] ?? inner}`;
  if (name === undefined || PARTS[part] === undefined) throw new Error(`${weight} has no name in PyTorch`);
  return `${name}.${PARTS[part]}`;
}
