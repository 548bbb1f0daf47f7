/** A convolution and its normalisation, by name. */
export interface Step {
  readonly convolution: string;
  readonly norm: string;
}

/** What differs between the repositories. */
export interface ShuffleStyle {
  readonly title: string;
  readonly stem: Step;
  /** Whether the stem is activated; weiaicunzai's is not. */
  readonly stemRelu: boolean;
  stage(index: number): string;
  /** The three steps of a unit that keeps the size: 1x1, depthwise, 1x1. */
  main(unit: string): readonly Step[];
  /** The same of a unit that halves the size. */
  mainDown(unit: string): readonly Step[];
  /** The two steps beside it: depthwise, 1x1. */
  side(unit: string): readonly Step[];
  /** Which comes first in the concatenation of a unit that halves the size. */
  readonly sideFirst: boolean;
  readonly last: Step;
  readonly bias: boolean;
  /** Whether the first convolution of a unit that halves the size keeps the channels, or has as many as come out. */
  readonly keepsFirst: boolean;
  /** Whether a network for large images has the same names and shapes. */
  readonly alsoLarge: boolean;
  readonly classifiers: readonly string[];
}

const numbered =
  (numbers: readonly number[]) =>
  (unit: string): readonly Step[] =>
    numbers.map((k) => ({ convolution: `${unit}.conv${k}`, norm: `${unit}.bn${k}` }));

const placed =
  (branch: string, places: readonly number[]) =>
  (unit: string): readonly Step[] =>
    places.map((place) => ({ convolution: `${unit}.${branch}.${place}`, norm: `${unit}.${branch}.${place + 1}` }));

const KUANGLIU: ShuffleStyle = {
  title: "kuangliu/pytorch-cifar, RepDistiller",
  stem: { convolution: "conv1", norm: "bn1" },
  stemRelu: true,
  stage: (index) => `layer${index + 1}`,
  main: numbered([1, 2, 3]),
  mainDown: numbered([3, 4, 5]),
  side: numbered([1, 2]),
  sideFirst: true,
  last: { convolution: "conv2", norm: "bn2" },
  bias: false,
  keepsFirst: false,
  alsoLarge: false,
  classifiers: ["linear", "fc"],
};

const TORCHVISION: ShuffleStyle = {
  title: "torchvision, chenyaofo/pytorch-cifar-models",
  stem: { convolution: "conv1.0", norm: "conv1.1" },
  stemRelu: true,
  stage: (index) => `stage${index + 2}`,
  main: placed("branch2", [0, 3, 5]),
  mainDown: placed("branch2", [0, 3, 5]),
  side: placed("branch1", [0, 2]),
  sideFirst: true,
  last: { convolution: "conv5.0", norm: "conv5.1" },
  bias: false,
  keepsFirst: false,
  alsoLarge: true,
  classifiers: ["fc", "linear"],
};

const WEIAICUNZAI: ShuffleStyle = {
  ...TORCHVISION,
  title: "weiaicunzai/pytorch-cifar100",
  stem: { convolution: "pre.0", norm: "pre.1" },
  stemRelu: false,
  main: placed("residual", [0, 3, 5]),
  mainDown: placed("residual", [0, 3, 5]),
  side: placed("shortcut", [0, 2]),
  bias: true,
  keepsFirst: true,
  alsoLarge: false,
};

export const SHUFFLE_STYLES = [KUANGLIU, TORCHVISION, WEIAICUNZAI];
