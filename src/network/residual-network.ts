import { activated, relu } from "./activations.ts";
import { batchNorm } from "./batch-norm.ts";
import { blockEnd, named, sequential, sum } from "./combine.ts";
import { convolution } from "./convolution.ts";
import { dropPath } from "./drop-path.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { maxPool, pooledAverage } from "./pooling.ts";
import { identity, padShortcut } from "./stateless.ts";

/** How the parts of a residual network are named. `block` is a block's own path; indices count from 0. */
export interface ResidualNaming {
  readonly stemConvolution: string;
  readonly stemNorm: string;
  stage(index: number): string;
  block(stage: string, index: number): string;
  convolution(block: string, index: number): string;
  norm(block: string, index: number): string;
  /** A shortcut's convolution and normalisation. */
  shortcut(block: string): readonly [convolution: string, norm: string];
  readonly classifier: string;
  /** Names of the parts without weights, where they have some. */
  readonly unweighted?: {
    /** The rectifier after a normalisation. */
    relu(norm: string): string;
    sum(block: string): string;
    /** The rectifier at the end of a block. */
    last(block: string): string;
    readonly pool: string;
  };
}

/** A stage: `width` channels inside its blocks, `out` leaving them. */
export interface ResidualStage {
  readonly blocks: number;
  readonly width: number;
  readonly out: number;
}

/** A residual network (He et al. 2016) for small images or large ones. */
export interface ResidualPlan {
  readonly naming: ResidualNaming;
  /** Above 3 the stem has stride 2. */
  readonly stemKernel: number;
  readonly stemWidth: number;
  /** Whether a pool follows the stem. */
  readonly stemPool: boolean;
  /** Whether the convolutions have biases. */
  readonly bias: boolean;
  /** Three convolutions in a block, 1x1, 3x3, 1x1, in place of two 3x3 ones (He et al. 2016, figure 5). */
  readonly bottleneck: boolean;
  /** Groups of the bottleneck's 3x3 convolution (ResNeXt), and of its first 1x1 convolution. */
  readonly groups: number;
  readonly firstGroups: number;
  readonly stages: readonly ResidualStage[];
  /** What a shortcut does where the shape changes: a 1x1 convolution (option B of He et al.), or zeros (option A). */
  readonly shortcut: "convolution" | "pad";
  readonly classes: number;
}

/** Stem, stages that halve the image from the second on, mean, linear classifier. */
export function residualNetwork(plan: ResidualPlan): Layer {
  const { naming, stemKernel, stemWidth, stemPool, bias, stages, classes } = plan;
  const stem = sequential(
    convolution(naming.stemConvolution, {
      from: 3,
      to: stemWidth,
      kernel: stemKernel,
      stride: stemKernel > 3 ? 2 : 1,
      bias,
    }),
    batchNorm(naming.stemNorm, stemWidth),
    rectified(naming, naming.stemNorm),
    stemPool ? maxPool(3, 2, 1) : identity,
  );
  let from = stemWidth;
  const last = stages.reduce((count, { blocks }) => count + blocks, -1);
  let done = 0;
  const body = stages.map((shape, index) => {
    const name = naming.stage(index);
    const blocks = Array.from({ length: shape.blocks }, (_, place) => {
      const block = naming.block(name, place);
      const first = place === 0;
      const depth = last === 0 ? 0 : done++ / last;
      const settings = { from: first ? from : shape.out, shape, stride: first && index > 0 ? 2 : 1, depth };
      return blockEnd(block, residualBlock(plan, block, settings));
    });
    from = shape.out;
    return blockEnd(name, sequential(...blocks));
  });
  return sequential(stem, ...body, pooledAverage(naming.unweighted?.pool), linear(naming.classifier, from, classes));
}

function rectified({ unweighted }: ResidualNaming, norm: string): Layer {
  return unweighted === undefined ? activated(norm, relu) : named(unweighted.relu(norm), relu);
}

interface BlockSettings {
  readonly from: number;
  readonly shape: ResidualStage;
  readonly stride: number;
  /** 0 for the network's first block, 1 for its last. */
  readonly depth: number;
}

/** The stride sits at the 3x3 convolution, as in torchvision. */
function residualBlock(
  plan: ResidualPlan,
  block: string,
  { from, shape: { width, out }, stride, depth }: BlockSettings,
): Layer {
  const { naming, bias, bottleneck, groups, firstGroups } = plan;
  const { unweighted } = naming;
  const step = (index: number, settings: Parameters<typeof convolution>[1]) =>
    sequential(
      convolution(naming.convolution(block, index), { ...settings, bias }),
      batchNorm(naming.norm(block, index), settings.to),
    );
  const between = (index: number) => rectified(naming, naming.norm(block, index));
  const residual = bottleneck
    ? sequential(
        step(0, { from, to: width, kernel: 1, groups: firstGroups }),
        between(0),
        step(1, { from: width, to: width, kernel: 3, stride, groups }),
        between(1),
        step(2, { from: width, to: out, kernel: 1 }),
      )
    : sequential(
        step(0, { from, to: width, kernel: 3, stride }),
        between(0),
        step(1, { from: width, to: out, kernel: 3 }),
      );
  const added = sum(sequential(residual, dropPath(depth)), shortcut(plan, block, from, out, stride));
  return unweighted === undefined
    ? sequential(added, relu)
    : sequential(named(unweighted.sum(block), added), named(unweighted.last(block), relu));
}

function shortcut(
  { naming, bias, ...plan }: ResidualPlan,
  block: string,
  from: number,
  to: number,
  stride: number,
): Layer {
  if (stride === 1 && from === to) return identity;
  if (plan.shortcut === "pad") return padShortcut(from, to, stride);
  const [path, norm] = naming.shortcut(block);
  return sequential(convolution(path, { from, to, kernel: 1, stride, bias }), batchNorm(norm, to));
}
