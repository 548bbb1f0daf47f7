import type { ResidualNaming } from "../../../network/residual-network.ts";
import type { ShapeTable } from "../family.ts";
import { classifierOf } from "../shape-table.ts";

/** How a repository names the parts of a residual network. */
export interface ResnetNaming extends ResidualNaming {
  readonly title: string;
  /** Name of the module in a block that is its shortcut: a sequence of a convolution and a normalisation. */
  readonly shortcutModule: string;
}

const block = (stage: string, index: number): string => `${stage}.${index}`;

const shortcutIn = (module: string): Pick<ResnetNaming, "shortcut" | "shortcutModule"> => ({
  shortcutModule: module,
  shortcut: (path) => [`${path}.${module}.0`, `${path}.${module}.1`],
});

const byNumber = (title: string, shortcutModule: string, classifier: string): ResnetNaming => ({
  title,
  stemConvolution: "conv1",
  stemNorm: "bn1",
  stage: (index) => `layer${index + 1}`,
  block,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  ...shortcutIn(shortcutModule),
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
    block,
    convolution: (block, index) => `${block}.${sequence}.${3 * index}`,
    norm: (block, index) => `${block}.${sequence}.${3 * index + 1}`,
    ...shortcutIn("shortcut"),
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
