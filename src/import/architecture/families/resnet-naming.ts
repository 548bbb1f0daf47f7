import type { ShapeTable } from "../family.ts";
import { classifierOf } from "../shape-table.ts";

/** How a repository names the parts of a residual network. `block` is a block's own prefix, `index` counts from 0. */
export interface ResnetNaming {
  readonly title: string;
  readonly stemConvolution: string;
  readonly stemNorm: string;
  stage(index: number): string;
  convolution(block: string, index: number): string;
  norm(block: string, index: number): string;
  /** Prefix of the shortcut's convolution (`.0`) and normalisation (`.1`). */
  readonly shortcut: string;
  readonly classifier: string;
}

const byNumber = (title: string, shortcut: string, classifier: string): ResnetNaming => ({
  title,
  stemConvolution: "conv1",
  stemNorm: "bn1",
  stage: (index) => `layer${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  shortcut,
  classifier,
});

export const TORCHVISION = byNumber(
  "torchvision, timm, RepDistiller, chenyaofo/pytorch-cifar-models",
  "downsample",
  "fc",
);
export const KUANGLIU = byNumber("kuangliu/pytorch-cifar, akamaster/pytorch_resnet_cifar10", "shortcut", "linear");
export const WEIAICUNZAI = inSequence(
  "weiaicunzai/pytorch-cifar100",
  (index) => `conv${index + 2}_x`,
  "residual_function",
);
const WEIAICUNZAI_RESNEXT = inSequence(
  "weiaicunzai/pytorch-cifar100",
  (index) => `conv${index + 2}`,
  "split_transforms",
);

function inSequence(title: string, stage: (index: number) => string, sequence: string): ResnetNaming {
  return {
    title,
    stemConvolution: "conv1.0",
    stemNorm: "conv1.1",
    stage,
    convolution: (block, index) => `${block}.${sequence}.${3 * index}`,
    norm: (block, index) => `${block}.${sequence}.${3 * index + 1}`,
    shortcut: "shortcut",
    classifier: "fc",
  };
}

/** The naming that a table of weights follows, or undefined where it is of no residual network. */
export function resnetNaming(table: ShapeTable): ResnetNaming | undefined {
  const sequential = [WEIAICUNZAI, WEIAICUNZAI_RESNEXT].find(({ stage, convolution }) =>
    table.has(`${convolution(`${stage(0)}.0`, 0)}.weight`),
  );
  if (sequential !== undefined) return sequential;
  if (!table.has("layer1.0.conv1.weight") || !table.has("conv1.weight")) return undefined;
  const base = [...table.keys()].some((name) => name.includes(".downsample.")) ? TORCHVISION : KUANGLIU;
  return { ...base, classifier: classifierOf(table, [base.classifier, "fc", "linear"]) };
}
