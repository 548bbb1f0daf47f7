import { leakyRelu, relu, silu } from "../../../network/activations.ts";
import type { Layer } from "../../../network/layer.ts";
import { identity } from "../../../network/stateless.ts";

/** What differs between the repositories beyond the names. `block` is a block's own prefix, `index` counts from 0. */
export interface WideStyle {
  readonly title: string;
  readonly stem: string;
  stage(index: number): string;
  norm(block: string, index: number): string;
  convolution(block: string, index: number): string;
  readonly shortcut: string;
  /** Whether a convolution in the shortcut sees the normalised, activated input or the block's own. */
  readonly shortcutActivated: boolean;
  /** The first blocks of these stages convolve their input as it is; their first normalisation has no effect. */
  readonly rawStages: readonly number[];
  /** Which of a block's two 3x3 convolutions has the stride. */
  readonly stridedConvolution: 0 | 1;
  /** Strided 3x3 convolutions pad below and to the right alone, as TensorFlow does. */
  readonly padsAfter: boolean;
  readonly activation: Layer;
  readonly lastNorm: string;
  readonly lastEpsilon: number;
  /** What follows the last normalisation. */
  readonly lastActivation: Layer;
  /** Whether the stem has a bias, and whether every other convolution has. */
  readonly stemBias: boolean;
  readonly bias: boolean;
  readonly classifier: string;
  /** Added to ids of networks that compute something else with the same names. */
  readonly suffix: string;
  /** Stored and not used: TRADES' networks carry a second copy of their first stage. */
  readonly unused?: RegExp;
}

const XTERNALZ: WideStyle = {
  title: "xternalz/WideResNet-pytorch, RepDistiller, TRADES, RobustBench",
  stem: "conv1",
  stage: (index) => `block${index + 1}.layer`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  shortcut: "convShortcut",
  shortcutActivated: true,
  rawStages: [],
  stridedConvolution: 0,
  padsAfter: false,
  activation: relu,
  lastNorm: "bn1",
  lastEpsilon: 1e-5,
  lastActivation: relu,
  stemBias: false,
  bias: false,
  classifier: "fc",
  suffix: "",
  unused: /^sub_block1\./,
};

const FIXMATCH: WideStyle = {
  ...XTERNALZ,
  title: "kekmodel/FixMatch-pytorch",
  rawStages: [1, 2],
  activation: leakyRelu(0.1),
  lastActivation: leakyRelu(0.1),
  suffix: "-fixmatch",
};

const USB: WideStyle = {
  ...FIXMATCH,
  title: "microsoft/Semi-supervised-learning",
  lastEpsilon: 1e-3,
  stemBias: true,
  classifier: "classifier",
};

const MELIKETOY: WideStyle = {
  ...XTERNALZ,
  title: "meliketoy/wide-resnet.pytorch",
  stage: (index) => `layer${index + 1}`,
  shortcut: "shortcut.0",
  shortcutActivated: false,
  stridedConvolution: 1,
  stemBias: true,
  bias: true,
  classifier: "linear",
};

const WEIAICUNZAI: WideStyle = {
  ...XTERNALZ,
  title: "weiaicunzai/pytorch-cifar100",
  stem: "init_conv",
  stage: (index) => `conv${index + 2}`,
  norm: (block, index) => `${block}.residual.${3 * index}`,
  convolution: (block, index) => `${block}.residual.${index === 0 ? 2 : 6}`,
  shortcut: "shortcut.0",
  shortcutActivated: false,
  lastNorm: "bn",
  stemBias: true,
  bias: true,
  classifier: "linear",
};

/** The repository's first versions have no activation at the end. */
const WEIAICUNZAI_FIRST: WideStyle = { ...WEIAICUNZAI, lastActivation: identity, suffix: "-no-last-relu" };

const DEEPMIND: WideStyle = {
  ...XTERNALZ,
  title: "deepmind-research/adversarial_robustness, RobustBench",
  stem: "init_conv",
  stage: (index) => `layer.${index}.block`,
  norm: (block, index) => `${block}.batchnorm_${index}`,
  convolution: (block, index) => `${block}.conv_${index}`,
  shortcut: "shortcut",
  padsAfter: true,
  activation: silu,
  lastNorm: "batchnorm",
  lastActivation: silu,
  classifier: "logits",
};

/** Styles that share their names follow each other, the usual one first. */
export const WIDE_STYLES: readonly WideStyle[] = [
  XTERNALZ,
  FIXMATCH,
  USB,
  WEIAICUNZAI,
  WEIAICUNZAI_FIRST,
  MELIKETOY,
  DEEPMIND,
  { ...DEEPMIND, activation: relu, lastActivation: relu, suffix: "-relu" },
];
