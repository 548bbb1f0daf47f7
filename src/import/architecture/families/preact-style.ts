import { relu, silu } from "../../../network/activations.ts";
import type { Layer } from "../../../network/layer.ts";

/** What differs between the repositories. `block` is a block's own prefix, `index` counts from 0. */
export interface PreactStyle {
  readonly title: string;
  readonly stem: string;
  /** Normalisation of the stem, where there may be one; an activation follows it. */
  readonly stemNorm: string;
  stage(index: number): string;
  norm(block: string, index: number): string;
  convolution(block: string, index: number): string;
  /** The shortcut's convolution, after a block's prefix. */
  readonly shortcut: string;
  readonly shortcutKernel: number;
  /** Whether a convolution in the shortcut sees the normalised, activated input or the block's own. */
  readonly shortcutActivated: boolean;
  /** Which of a bottleneck's convolutions has the stride. */
  readonly stridedConvolution: 0 | 1;
  /** Strided 3x3 convolutions pad below and to the right alone, as TensorFlow does. */
  readonly padsAfter: boolean;
  readonly activation: Layer;
  readonly bias: boolean;
  /** Normalisation after the last block, where there may be one; an activation follows it. */
  readonly lastNorm: string;
  readonly classifier: string;
  /** Added to ids of networks that compute something else with the same names. */
  readonly suffix: string;
}

const KUANGLIU: PreactStyle = {
  title: "kuangliu/pytorch-cifar, alinlab/cs-kd",
  stem: "conv1",
  stemNorm: "bn1",
  stage: (index) => `layer${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  shortcut: "shortcut.0",
  shortcutKernel: 1,
  shortcutActivated: true,
  stridedConvolution: 1,
  padsAfter: false,
  activation: relu,
  bias: false,
  lastNorm: "bn",
  classifier: "linear",
  suffix: "",
};

const FAST_IS_BETTER: PreactStyle = {
  ...KUANGLIU,
  title: "locuslab/fast_adversarial, RobustBench",
  shortcutActivated: false,
  suffix: "-raw-shortcut",
};

const BEARPAW: PreactStyle = {
  ...KUANGLIU,
  title: "bearpaw/pytorch-classification",
  shortcut: "downsample.0",
  shortcutActivated: false,
  classifier: "fc",
};

const WEIAICUNZAI: PreactStyle = {
  ...KUANGLIU,
  title: "weiaicunzai/pytorch-cifar100",
  stem: "pre.0",
  stemNorm: "pre.1",
  stage: (index) => `stage${index + 1}`,
  norm: (block, index) => `${block}.residual.${3 * index}`,
  convolution: (block, index) => `${block}.residual.${3 * index + 2}`,
  shortcut: "shortcut",
  shortcutActivated: false,
  stridedConvolution: 0,
  bias: true,
};

const DEEPMIND: PreactStyle = {
  ...KUANGLIU,
  title: "deepmind-research/adversarial_robustness, RobustBench",
  stem: "conv_2d",
  stage: (index) => `layer_${index}`,
  norm: (block, index) => `${block}.batchnorm_${index}`,
  convolution: (block, index) => `${block}.conv_2d_${index + 1}`,
  shortcut: "shortcut",
  shortcutKernel: 3,
  shortcutActivated: false,
  padsAfter: true,
  activation: silu,
  lastNorm: "batchnorm",
  classifier: "logits",
};

/** Styles that share their names follow each other, the usual one first. */
export const PREACT_STYLES: readonly PreactStyle[] = [
  KUANGLIU,
  FAST_IS_BETTER,
  BEARPAW,
  WEIAICUNZAI,
  DEEPMIND,
  { ...DEEPMIND, activation: relu, suffix: "-relu" },
];
