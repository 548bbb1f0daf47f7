import { relu, relu6 } from "../../../network/activations.ts";
import type { Layer } from "../../../network/layer.ts";

/** An inverted residual block: 1x1 to `hidden` channels, depthwise 3x3, 1x1 to `to` channels. */
export interface InvertedResidual {
  /** Path of the block's module. */
  readonly prefix: string;
  readonly from: number;
  readonly hidden: number;
  readonly to: number;
  readonly stride: number;
}

/** Names of a block's three convolutions and normalisations; the first is absent where nothing is expanded. */
type Steps = (block: InvertedResidual) => readonly { readonly convolution: string; readonly norm: string }[];

/** Strides of the stem and of the first block of each of the seven groups (Sandler et al. 2018, table 2). */
export interface Strides {
  readonly stem: number;
  readonly groups: readonly number[];
  /** Size of the images that they are for. */
  readonly size: number;
}

/** What differs between the repositories. */
export interface MobileStyle {
  readonly title: string;
  readonly stem: {
    readonly convolution: string;
    readonly norm: string;
    readonly kernel: number;
    readonly padding: number;
  };
  /** Ways to stride that the same names and shapes allow, the usual one for small images first. */
  readonly strides: readonly Strides[];
  /** Prefix of block `index` of `group`, counted from 0; `overall` counts through. */
  prefix(group: number, index: number, overall: number): string;
  readonly steps: Steps;
  readonly activation: Layer;
  readonly bias: boolean;
  /** Whether a block with stride 1 has a shortcut even where the width changes, through a convolution. */
  readonly projects: boolean;
  readonly last: { readonly convolution: string; readonly norm: string };
  readonly classifier: { readonly name: string; readonly convolution: boolean };
}

/** Blocks in each group. */
export const GROUPS = [1, 2, 3, 4, 3, 3, 1];
const FOR_SMALL_IMAGES: Strides = { stem: 1, groups: [1, 1, 2, 2, 1, 2, 1], size: 32 };
const FOR_LARGE_IMAGES: Strides = { stem: 2, groups: [1, 2, 2, 2, 1, 2, 1], size: 224 };

const inSequence =
  (sequence: string, places: readonly number[]): Steps =>
  ({ prefix }) =>
    places.map((place) => ({
      convolution: `${prefix}.${sequence}.${place}`,
      norm: `${prefix}.${sequence}.${place + 1}`,
    }));

const TORCHVISION: MobileStyle = {
  title: "torchvision, chenyaofo/pytorch-cifar-models",
  stem: { convolution: "features.0.0", norm: "features.0.1", kernel: 3, padding: 1 },
  strides: [FOR_SMALL_IMAGES, FOR_LARGE_IMAGES],
  prefix: (_group, _index, overall) => `features.${overall + 1}`,
  steps: ({ prefix, from, hidden }) => {
    const expanded = from !== hidden;
    const project = expanded ? 2 : 1;
    const sequence = `${prefix}.conv`;
    return [
      ...(expanded ? [{ convolution: `${sequence}.0.0`, norm: `${sequence}.0.1` }] : []),
      { convolution: `${sequence}.${project - 1}.0`, norm: `${sequence}.${project - 1}.1` },
      { convolution: `${sequence}.${project}`, norm: `${sequence}.${project + 1}` },
    ];
  },
  activation: relu6,
  bias: false,
  projects: false,
  last: { convolution: "features.18.0", norm: "features.18.1" },
  classifier: { name: "classifier.1", convolution: false },
};

const KUANGLIU: MobileStyle = {
  title: "kuangliu/pytorch-cifar",
  stem: { convolution: "conv1", norm: "bn1", kernel: 3, padding: 1 },
  strides: [FOR_SMALL_IMAGES],
  prefix: (_group, _index, overall) => `layers.${overall}`,
  steps: ({ prefix }) => [1, 2, 3].map((k) => ({ convolution: `${prefix}.conv${k}`, norm: `${prefix}.bn${k}` })),
  activation: relu,
  bias: false,
  projects: true,
  last: { convolution: "conv2", norm: "bn2" },
  classifier: { name: "linear", convolution: false },
};

export const REPDISTILLER: MobileStyle = {
  title: "RepDistiller",
  stem: { convolution: "conv1.0", norm: "conv1.1", kernel: 3, padding: 1 },
  strides: [{ ...FOR_SMALL_IMAGES, stem: 2 }],
  prefix: (group, index) => `blocks.${group}.${index}`,
  steps: inSequence("conv", [0, 3, 6]),
  activation: relu,
  bias: false,
  projects: false,
  last: { convolution: "conv2.0", norm: "conv2.1" },
  classifier: { name: "classifier.0", convolution: false },
};

const WEIAICUNZAI: MobileStyle = {
  title: "weiaicunzai/pytorch-cifar100",
  stem: { convolution: "pre.0", norm: "pre.1", kernel: 1, padding: 1 },
  strides: [{ stem: 1, groups: [1, 2, 2, 2, 1, 1, 1], size: 32 }],
  prefix: (group, index) => `stage${group + 1}${GROUPS[group] === 1 ? "" : `.${index}`}`,
  steps: inSequence("residual", [0, 3, 6]),
  activation: relu6,
  bias: true,
  projects: false,
  last: { convolution: "conv1.0", norm: "conv1.1" },
  classifier: { name: "conv2", convolution: true },
};

export const MOBILE_STYLES = [TORCHVISION, KUANGLIU, REPDISTILLER, WEIAICUNZAI];
