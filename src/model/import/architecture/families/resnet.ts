import type { Description, Family, ShapeTable } from "../family.ts";
import type { Layer } from "../layer.ts";
import {
  batchNorm,
  convolution,
  globalAverage,
  identity,
  linear,
  maxPool,
  padShortcut,
  relu,
  sequential,
  sum,
} from "../layers.ts";
import { countFrom, firstPresent, size } from "../shape-table.ts";

/** How a repository names the parts of a residual network. `block` is a block's own prefix, `index` counts from 0. */
interface Naming {
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

const byNumber = (title: string, shortcut: string, classifier: string): Naming => ({
  title,
  stemConvolution: "conv1",
  stemNorm: "bn1",
  stage: (index) => `layer${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  shortcut,
  classifier,
});

const TORCHVISION = byNumber("torchvision, RepDistiller, chenyaofo/pytorch-cifar-models", "downsample", "fc");
const KUANGLIU = byNumber("kuangliu/pytorch-cifar, akamaster/pytorch_resnet_cifar10", "shortcut", "linear");
const WEIAICUNZAI: Naming = {
  title: "weiaicunzai/pytorch-cifar100",
  stemConvolution: "conv1.0",
  stemNorm: "conv1.1",
  stage: (index) => `conv${index + 2}_x`,
  convolution: (block, index) => `${block}.residual_function.${3 * index}`,
  norm: (block, index) => `${block}.residual_function.${3 * index + 1}`,
  shortcut: "shortcut",
  classifier: "fc",
};

const CLASSIFIERS = ["fc", "linear", "classifier", "head", "fc.0", "fc.1"];

/** A stage: `width` channels inside its blocks, `out` leaving them. */
interface Stage {
  readonly blocks: number;
  readonly width: number;
  readonly out: number;
}

interface Plan {
  readonly naming: Naming;
  readonly stemKernel: number;
  readonly stemWidth: number;
  readonly bottleneck: boolean;
  /** Groups of the bottleneck's 3x3 convolution (ResNeXt). */
  readonly groups: number;
  readonly stages: readonly Stage[];
  /** What a shortcut does where the shape changes: a 1x1 convolution, or He et al.'s option A. */
  readonly shortcut: "convolution" | "pad";
  readonly classes: number;
}

function network(plan: Plan): Layer {
  const { naming, stemKernel, stemWidth, stages } = plan;
  const large = stemKernel > 3;
  const stem = sequential(
    convolution(naming.stemConvolution, { from: 3, to: stemWidth, kernel: stemKernel, stride: large ? 2 : 1 }),
    batchNorm(naming.stemNorm, stemWidth),
    relu,
    large ? maxPool(3, 2, 1) : identity,
  );
  let from = stemWidth;
  const blocks: Layer[] = [];
  for (const [index, stage] of stages.entries()) {
    for (let block = 0; block < stage.blocks; block++) {
      const stride = index > 0 && block === 0 ? 2 : 1;
      blocks.push(residualBlock(plan, `${naming.stage(index)}.${block}`, from, stage, stride));
      from = stage.out;
    }
  }
  return sequential(stem, ...blocks, globalAverage, linear(naming.classifier, from, plan.classes));
}

function residualBlock(plan: Plan, name: string, from: number, { width, out }: Stage, stride: number): Layer {
  const { naming, bottleneck, groups } = plan;
  const step = (
    index: number,
    settings: { from: number; to: number; kernel: number; stride?: number; groups?: number },
  ) =>
    sequential(
      convolution(naming.convolution(name, index), settings),
      batchNorm(naming.norm(name, index), settings.to),
    );
  // The stride sits at the 3x3 convolution, as in torchvision and all of these repositories.
  const residual = bottleneck
    ? sequential(
        step(0, { from, to: width, kernel: 1 }),
        relu,
        step(1, { from: width, to: width, kernel: 3, stride, groups }),
        relu,
        step(2, { from: width, to: out, kernel: 1 }),
      )
    : sequential(step(0, { from, to: width, kernel: 3, stride }), relu, step(1, { from: width, to: out, kernel: 3 }));
  return sequential(sum(residual, shortcut(plan, name, from, out, stride)), relu);
}

function shortcut(plan: Plan, name: string, from: number, to: number, stride: number): Layer {
  if (stride === 1 && from === to) return identity;
  if (plan.shortcut === "pad") return padShortcut(from, to, stride);
  const prefix = `${name}.${plan.naming.shortcut}`;
  return sequential(convolution(`${prefix}.0`, { from, to, kernel: 1, stride }), batchNorm(`${prefix}.1`, to));
}

/** Blocks per stage of the networks of He et al. 2016, table 1. */
const DEPTHS: Readonly<Record<string, { readonly bottleneck: boolean; readonly blocks: readonly number[] }>> = {
  18: { bottleneck: false, blocks: [2, 2, 2, 2] },
  34: { bottleneck: false, blocks: [3, 4, 6, 3] },
  50: { bottleneck: true, blocks: [3, 4, 6, 3] },
  101: { bottleneck: true, blocks: [3, 4, 23, 3] },
  152: { bottleneck: true, blocks: [3, 8, 36, 3] },
};

/** The usual id: `resnet20`, `resnet32x4`, `resnet18`, `imagenet-resnet50`, `wide-...` where the width is unusual. */
function idOf({ stemKernel, stemWidth, bottleneck, groups, stages }: Plan): string {
  const blocks = stages.map((stage) => stage.blocks);
  const known = Object.entries(DEPTHS).find(
    ([, depth]) => depth.bottleneck === bottleneck && depth.blocks.join() === blocks.join(),
  );
  const depth = known?.[0] ?? `${2 + (bottleneck ? 3 : 2) * blocks.reduce((total, count) => total + count, 0)}`;
  const base = stages.length === 3 ? 16 : 64;
  const factor = (stages[0]?.width ?? base) / base;
  const suffix = `${factor === 1 ? "" : `x${factor}`}${groups === 1 ? "" : `-${groups}groups`}`;
  // RepDistiller's resnet8x4 has stages of 64, 128 and 256 channels after a stem of 32.
  const widened = stages.length === 3 && stemWidth === 32 && factor === 4 ? "x4" : suffix;
  return `${stemKernel > 3 ? "imagenet-" : ""}resnet${depth}${widened}`;
}

function describe(plan: Plan): Description {
  const option = plan.shortcut === "pad" ? ", option A shortcuts" : "";
  return {
    id: idOf(plan),
    naming: `${plan.naming.title}${option}`,
    size: plan.stemKernel > 3 ? 224 : 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function namingOf(table: ShapeTable): Naming | undefined {
  if (table.has("conv2_x.0.residual_function.0.weight")) return WEIAICUNZAI;
  if (!table.has("layer1.0.conv1.weight") || !table.has("conv1.weight")) return undefined;
  const names = [...table.keys()];
  const shortcut = names.some((name) => name.includes(".downsample.0.")) ? "downsample" : "shortcut";
  const base = shortcut === "downsample" ? TORCHVISION : KUANGLIU;
  return { ...base, classifier: firstPresent(table, [base.classifier, ...CLASSIFIERS]) };
}

function recognise(table: ShapeTable): Description | undefined {
  const naming = namingOf(table);
  if (naming === undefined) return undefined;
  const weight = (block: string, index: number) => `${naming.convolution(block, index)}.weight`;
  const first = `${naming.stage(0)}.0`;
  // A pre-activation block normalises its input: another family.
  const bottleneck = table.has(weight(first, 2));
  if (size(table, `${naming.norm(first, 0)}.weight`, 0) !== size(table, weight(first, 0), 0)) return undefined;
  if (!table.has(`${naming.stemNorm}.weight`)) return undefined;
  const stages: Stage[] = [];
  while (table.has(weight(`${naming.stage(stages.length)}.0`, 0))) {
    const stage = naming.stage(stages.length);
    stages.push({
      blocks: countFrom(table, (block) => weight(`${stage}.${block}`, 0)),
      width: size(table, weight(`${stage}.0`, 0), 0),
      out: size(table, weight(`${stage}.0`, bottleneck ? 2 : 1), 0),
    });
  }
  const stem = `${naming.stemConvolution}.weight`;
  const names = [...table.keys()];
  return describe({
    naming,
    stemKernel: size(table, stem, 2),
    stemWidth: size(table, stem, 0),
    bottleneck,
    groups: bottleneck ? stages[0].width / size(table, weight(first, 1), 1) : 1,
    stages,
    shortcut: names.some((name) => name.includes(`.${naming.shortcut}.`)) ? "convolution" : "pad",
    classes: size(table, `${naming.classifier}.weight`, 0),
  });
}

function members(classes: number): Description[] {
  const small = [8, 14, 20, 32, 44, 56, 110].flatMap((depth) =>
    [1, 4].flatMap((factor) => {
      const stages = [16, 32, 64].map((width) => ({
        blocks: (depth - 2) / 6,
        width: width * factor,
        out: width * factor,
      }));
      const plan = { stemKernel: 3, stemWidth: factor === 4 ? 32 : 16, bottleneck: false, groups: 1, stages, classes };
      return [
        describe({ ...plan, naming: TORCHVISION, shortcut: "convolution" }),
        describe({ ...plan, naming: KUANGLIU, shortcut: "convolution" }),
        ...(factor === 1 ? [describe({ ...plan, naming: KUANGLIU, shortcut: "pad" })] : []),
      ];
    }),
  );
  const large = Object.values(DEPTHS).flatMap(({ bottleneck, blocks }) => {
    const stages = blocks.map((count, index) => {
      const width = 64 * 2 ** index;
      return { blocks: count, width, out: bottleneck ? 4 * width : width };
    });
    const plan = { stemWidth: 64, bottleneck, groups: 1, stages, shortcut: "convolution", classes } as const;
    return [
      ...[TORCHVISION, KUANGLIU, WEIAICUNZAI].map((naming) => describe({ ...plan, naming, stemKernel: 3 })),
      describe({ ...plan, naming: TORCHVISION, stemKernel: 7 }),
    ];
  });
  return [...small, ...large];
}

/** Residual networks (He et al. 2016): for small images with three or four stages, and torchvision's. */
export const resnet: Family = { recognise, members };
