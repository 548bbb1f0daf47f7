/** What differs between the repositories. `block` is a block's own prefix, `index` counts from 0. */
export interface SeStyle {
  readonly title: string;
  /** Added to the id. */
  readonly kind: "preact-" | "";
  readonly stem: { readonly convolution: string; readonly norm: string };
  stage(index: number): string;
  convolution(block: string, index: number): string;
  norm(block: string, index: number): string;
  /** The two layers that say how much each channel counts, as 1x1 convolutions or matrices. */
  readonly excitation: readonly [string, string];
  readonly excitesByConvolution: boolean;
  /** Whether an activation precedes the squeeze. */
  readonly residualRelu: boolean;
  readonly bias: boolean;
  readonly classifier: string;
}

const KUANGLIU: SeStyle = {
  title: "kuangliu/pytorch-cifar",
  kind: "",
  stem: { convolution: "conv1", norm: "bn1" },
  stage: (index) => `layer${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  excitation: ["fc1", "fc2"],
  excitesByConvolution: true,
  residualRelu: false,
  bias: false,
  classifier: "linear",
};

const WEIAICUNZAI: SeStyle = {
  title: "weiaicunzai/pytorch-cifar100",
  kind: "",
  stem: { convolution: "pre.0", norm: "pre.1" },
  stage: (index) => `stage${index + 1}`,
  convolution: (block, index) => `${block}.residual.${3 * index}`,
  norm: (block, index) => `${block}.residual.${3 * index + 1}`,
  excitation: ["excitation.0", "excitation.2"],
  excitesByConvolution: false,
  residualRelu: true,
  bias: true,
  classifier: "linear",
};

export const SE_STYLES: readonly SeStyle[] = [KUANGLIU, { ...KUANGLIU, kind: "preact-" }, WEIAICUNZAI];
