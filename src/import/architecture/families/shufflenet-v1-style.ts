/** A convolution and its normalisation, by name. */
export interface Step {
  readonly convolution: string;
  readonly norm: string;
}

/** What differs between the repositories. `unit` is a unit's own prefix, stages count from 0. */
export interface ShuffleV1Style {
  readonly title: string;
  readonly stem: Step;
  stage(index: number): string;
  /** 1x1 grouped, depthwise 3x3, 1x1 grouped. */
  steps(unit: string): readonly [Step, Step, Step];
  /** Channels of the middle as a part of all that leave a unit, or of what its last convolution adds. */
  readonly middleOfAll: boolean;
  /** Whether the very first 1x1 convolution, which sees few channels, is grouped too. */
  readonly firstGrouped: boolean;
  /** Whether an activation follows the depthwise convolution. */
  readonly spatialRelu: boolean;
  /** Whether the pooled input comes first in the concatenation of a unit that halves the size. */
  readonly poolFirst: boolean;
  readonly stemKernel: number;
  readonly bias: boolean;
  readonly classifier: string;
}

const KUANGLIU: ShuffleV1Style = {
  title: "kuangliu/pytorch-cifar, RepDistiller",
  stem: { convolution: "conv1", norm: "bn1" },
  stage: (index) => `layer${index + 1}`,
  steps: (unit) => [numbered(unit, 1), numbered(unit, 2), numbered(unit, 3)],
  middleOfAll: false,
  firstGrouped: false,
  spatialRelu: true,
  poolFirst: false,
  stemKernel: 1,
  bias: false,
  classifier: "linear",
};

const WEIAICUNZAI: ShuffleV1Style = {
  title: "weiaicunzai/pytorch-cifar100",
  stem: { convolution: "conv1.conv", norm: "conv1.bn" },
  stage: (index) => `stage${index + 2}`,
  steps: (unit) => [
    placed(`${unit}.bottlneck.0.pointwise`),
    placed(`${unit}.depthwise.depthwise`),
    placed(`${unit}.expand.pointwise`),
  ],
  middleOfAll: true,
  firstGrouped: true,
  spatialRelu: false,
  poolFirst: true,
  stemKernel: 3,
  bias: true,
  classifier: "fc",
};

function numbered(unit: string, k: number): Step {
  return { convolution: `${unit}.conv${k}`, norm: `${unit}.bn${k}` };
}

function placed(sequence: string): Step {
  return { convolution: `${sequence}.0`, norm: `${sequence}.1` };
}

export const SHUFFLE_V1_STYLES: readonly ShuffleV1Style[] = [KUANGLIU, WEIAICUNZAI];
