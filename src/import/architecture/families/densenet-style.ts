/** A normalisation and the convolution after it, by name. */
export interface Step {
  readonly norm: string;
  readonly convolution: string;
}

/** What differs between the repositories. Blocks and layers count from 0; `blocks` is how many blocks there are. */
export interface DenseStyle {
  readonly title: string;
  readonly stem: string;
  /** Normalisation of the stem, where there is one; an activation and a pool follow it. */
  readonly stemNorm: string | undefined;
  /** Path of a block's module. */
  block(block: number, blocks: number): string;
  /** The steps of a layer: 1x1 and 3x3, or 3x3 alone in networks without bottlenecks. */
  layer(block: number, layer: number, blocks: number): readonly [Step, Step];
  /** The path of a transition's module, and its steps. */
  transition(block: number): Step & { readonly path: string };
  /** Whether an activation stands between a transition's normalisation and its convolution. */
  readonly transitionRelu: boolean;
  /** Whether a layer's new channels come before those that it saw. */
  readonly newFirst: boolean;
  lastNorm(blocks: number): string;
  readonly classifier: string;
}

const numbered = (prefix: string, norm: string, convolution: string): readonly [Step, Step] => [
  { norm: `${prefix}.${norm}1`, convolution: `${prefix}.${convolution}1` },
  { norm: `${prefix}.${norm}2`, convolution: `${prefix}.${convolution}2` },
];

const KUANGLIU: DenseStyle = {
  title: "kuangliu/pytorch-cifar",
  stem: "conv1",
  stemNorm: undefined,
  block: (block) => `dense${block + 1}`,
  layer: (block, layer) => numbered(`dense${block + 1}.${layer}`, "bn", "conv"),
  transition: (block) => {
    const path = `trans${block + 1}`;
    return { path, norm: `${path}.bn`, convolution: `${path}.conv` };
  },
  transitionRelu: true,
  newFirst: true,
  lastNorm: () => "bn",
  classifier: "linear",
};

const BEARPAW: DenseStyle = {
  ...KUANGLIU,
  title: "bearpaw/pytorch-classification",
  transition: (block) => {
    const path = `trans${block + 1}`;
    return { path, norm: `${path}.bn1`, convolution: `${path}.conv1` };
  },
  newFirst: false,
  classifier: "fc",
};

const WEIAICUNZAI: DenseStyle = {
  ...BEARPAW,
  title: "weiaicunzai/pytorch-cifar100",
  block: weiaicunzaiBlock,
  layer: (block, layer, blocks) => {
    const prefix = `${weiaicunzaiBlock(block, blocks)}.bottle_neck_layer_${layer}.bottle_neck`;
    return [
      { norm: `${prefix}.0`, convolution: `${prefix}.2` },
      { norm: `${prefix}.3`, convolution: `${prefix}.5` },
    ];
  },
  transition: (block) => {
    const path = `features.transition_layer_${block}`;
    return { path, norm: `${path}.down_sample.0`, convolution: `${path}.down_sample.1` };
  },
  transitionRelu: false,
  lastNorm: () => "features.bn",
  classifier: "linear",
};

/** The last block's name is not like the others'. */
function weiaicunzaiBlock(block: number, blocks: number): string {
  return `features.${block === blocks - 1 ? `dense_block${block}` : `dense_block_layer_${block}`}`;
}

const TORCHVISION: DenseStyle = {
  ...BEARPAW,
  title: "torchvision, huyvnphan/PyTorch_CIFAR10",
  stem: "features.conv0",
  stemNorm: "features.norm0",
  block: (block) => `features.denseblock${block + 1}`,
  layer: (block, layer) => numbered(`features.denseblock${block + 1}.denselayer${layer + 1}`, "norm", "conv"),
  transition: (block) => {
    const path = `features.transition${block + 1}`;
    return { path, norm: `${path}.norm`, convolution: `${path}.conv` };
  },
  lastNorm: (blocks) => `features.norm${blocks + 1}`,
  classifier: "classifier",
};

/** Files of before torchvision 0.3, which are still the ones that are handed out. */
const TORCHVISION_FIRST: DenseStyle = {
  ...TORCHVISION,
  layer: (block, layer) => numbered(`features.denseblock${block + 1}.denselayer${layer + 1}`, "norm.", "conv."),
};

export const DENSE_STYLES: readonly DenseStyle[] = [KUANGLIU, BEARPAW, WEIAICUNZAI, TORCHVISION, TORCHVISION_FIRST];
