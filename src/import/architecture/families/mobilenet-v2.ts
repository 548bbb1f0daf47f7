import { activated } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, sequential, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { globalAverage, pooledAverage } from "../../../network/pooling.ts";
import { identity } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { size } from "../shape-table.ts";
import {
  GROUPS,
  type InvertedResidual,
  MOBILE_STYLES,
  type MobileStyle,
  REPDISTILLER,
  type Strides,
} from "./mobilenet-v2-style.ts";

interface Plan {
  readonly style: MobileStyle;
  readonly strides: Strides;
  readonly stemWidth: number;
  readonly blocks: readonly InvertedResidual[];
  readonly lastWidth: number;
  readonly classes: number;
}

function network({ style, strides, stemWidth, blocks, lastWidth, classes }: Plan): Layer {
  const { stem, last, classifier, activation, bias } = style;
  const { stem: stride } = strides;
  const before = blocks[blocks.length - 1]?.to ?? stemWidth;
  return sequential(
    convolution(stem.convolution, { from: 3, to: stemWidth, kernel: stem.kernel, padding: stem.padding, stride, bias }),
    batchNorm(stem.norm, stemWidth),
    activated(stem.norm, activation),
    ...blocks.map((block) => blockEnd(block.prefix, invertedResidual(style, block))),
    convolution(last.convolution, { from: before, to: lastWidth, kernel: 1, bias }),
    batchNorm(last.norm, lastWidth),
    activated(last.norm, activation),
    // A 1x1 convolution after the average is the same as before it.
    ...(classifier.convolution
      ? [convolution(classifier.name, { from: lastWidth, to: classes, kernel: 1, bias: true }), globalAverage]
      : [pooledAverage(), linear(classifier.name, lastWidth, classes)]),
  );
}

function invertedResidual(style: MobileStyle, block: InvertedResidual): Layer {
  const { from, hidden, to, stride, prefix } = block;
  const { activation, bias } = style;
  const steps = style.steps(block);
  const expand = steps.length === 3 ? steps[0] : undefined;
  const [spatial, project] = steps.slice(-2);
  const residual = sequential(
    expand === undefined
      ? identity
      : sequential(
          convolution(expand.convolution, { from, to: hidden, kernel: 1, bias }),
          batchNorm(expand.norm, hidden),
          activated(expand.norm, activation),
        ),
    convolution(spatial.convolution, { from: hidden, to: hidden, kernel: 3, stride, groups: hidden, bias }),
    batchNorm(spatial.norm, hidden),
    activated(spatial.norm, activation),
    convolution(project.convolution, { from: hidden, to, kernel: 1, bias }),
    batchNorm(project.norm, to),
  );
  if (stride !== 1) return residual;
  if (from === to) return sum(residual, identity);
  if (!style.projects) return residual;
  const shortcut = `${prefix}.shortcut`;
  return sum(
    residual,
    sequential(convolution(`${shortcut}.0`, { from, to, kernel: 1 }), batchNorm(`${shortcut}.1`, to)),
  );
}

/** The places of all blocks, with strides but not yet widths. */
function places(style: MobileStyle, { groups }: Strides) {
  let overall = 0;
  return GROUPS.flatMap((count, group) =>
    Array.from({ length: count }, (_, index) => ({
      group,
      prefix: style.prefix(group, index, overall++),
      stride: index === 0 ? groups[group] : 1,
    })),
  );
}

function describe(plan: Plan): Description {
  // The fifth group has 96 channels at width 1.
  const width = (plan.blocks.find((_, index) => index === 10)?.to ?? 96) / 96;
  const { size } = plan.strides;
  return {
    id: `${size > 32 ? "imagenet-" : ""}mobilenetv2${width === 1 ? "" : `-x${Number(width.toFixed(2))}`}`,
    naming: plan.style.title,
    size,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = MOBILE_STYLES.find((candidate) => follows(candidate, table));
  if (style === undefined) return [];
  const classes = size(table, `${style.classifier.name}.weight`, 0);
  const readings = style.strides.map((strides) => read(style, strides, classes, table));
  // A thousand classes are ImageNet's.
  return classes === 1000 ? readings.reverse() : readings;
}

function follows(style: MobileStyle, table: ShapeTable): boolean {
  const [, second] = places(style, style.strides[0]);
  return (
    table.has(`${style.stem.convolution}.weight`) &&
    style
      .steps({ ...second, from: 1, hidden: 6, to: 1 })
      .every(({ convolution, norm }) => table.has(`${convolution}.weight`) && table.has(`${norm}.weight`))
  );
}

function read(style: MobileStyle, strides: Strides, classes: number, table: ShapeTable): Description {
  const stemWidth = size(table, `${style.stem.convolution}.weight`, 0);
  let from = stemWidth;
  const blocks = places(style, strides).map(({ prefix, stride }) => {
    // Whether the first step expands shows in its shape: a depthwise kernel has one input channel.
    const first = style.steps({ prefix, from: 1, hidden: 1, to: 1, stride })[0];
    const depthwiseFirst =
      size(table, `${first.convolution}.weight`, 1) === 1 && size(table, `${first.convolution}.weight`, 2) === 3;
    const hidden = depthwiseFirst ? from : size(table, `${first.convolution}.weight`, 0);
    const steps = style.steps({ prefix, from, hidden, to: 0, stride });
    const block = { prefix, from, hidden, to: size(table, `${steps[steps.length - 1].convolution}.weight`, 0), stride };
    from = block.to;
    return block;
  });
  const lastWidth = size(table, `${style.last.convolution}.weight`, 0);
  return describe({ style, strides, stemWidth, blocks, lastWidth, classes });
}

/** Output channels of each group at width 1. */
const WIDTHS = [16, 24, 32, 64, 96, 160, 320];

function member(style: MobileStyle, strides: Strides, classes: number, width: number): Description {
  const scale = (channels: number) => Math.trunc(channels * width);
  const stemWidth = scale(32);
  let from = stemWidth;
  const blocks = places(style, strides).map(({ group, prefix, stride }) => {
    const block = { prefix, from, hidden: group === 0 ? from : 6 * from, to: scale(WIDTHS[group]), stride };
    from = block.to;
    return block;
  });
  return describe({ style, strides, stemWidth, blocks, lastWidth: 1280, classes });
}

/** RepDistiller's network of half the width. */
export const repDistillerMobileNetV2 = (classes: number): Layer =>
  member(REPDISTILLER, REPDISTILLER.strides[0], classes, 0.5).network;

/** torchvision's network, as strided for small images (chenyaofo/pytorch-cifar-models) or for large ones. */
export const torchvisionMobileNetV2 = (classes: number, large: boolean): Layer =>
  member(MOBILE_STYLES[0], MOBILE_STYLES[0].strides[large ? 1 : 0], classes, 1).network;

/** MobileNetV2 (Sandler et al. 2018). */
export const mobilenetV2: Family = {
  recognise,
  members: (classes) => [
    ...MOBILE_STYLES.flatMap((style) => style.strides.map((strides) => member(style, strides, classes, 1))),
    member(REPDISTILLER, REPDISTILLER.strides[0], classes, 0.5),
  ],
};
