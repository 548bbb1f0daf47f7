import { batchNorm } from "../../../network/batch-norm.ts";
import { sequential, stage, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { pooledAverage } from "../../../network/pooling.ts";
import { identity, padAfter } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { PREACT_STYLES, type PreactStyle } from "./preact-style.ts";

interface Plan {
  readonly style: PreactStyle;
  readonly stages: readonly { readonly blocks: number; readonly width: number }[];
  readonly bottleneck: boolean;
  readonly stemNorm: boolean;
  readonly lastNorm: boolean;
  readonly stemWidth: number;
  readonly classifier: string;
  readonly classes: number;
}

const EXPANSION = 4;

function network(plan: Plan): Layer {
  const { style, stages, bottleneck, stemWidth, classifier, classes } = plan;
  const { activation, bias } = style;
  const norm = (present: boolean, name: string, width: number): Layer =>
    present ? sequential(batchNorm(name, width), activation) : identity;
  let from = stemWidth;
  const body = stages.map(({ blocks, width }, index) => {
    const name = style.stage(index);
    const to = bottleneck ? width * EXPANSION : width;
    const inStage = Array.from({ length: blocks }, (_, block) => {
      const shape = { from: block === 0 ? from : to, width, to, stride: index > 0 && block === 0 ? 2 : 1, bottleneck };
      return preactivated(style, `${name}.${block}`, shape);
    });
    from = to;
    return stage(name, inStage);
  });
  return sequential(
    convolution(style.stem, { from: 3, to: stemWidth, kernel: 3, bias }),
    norm(plan.stemNorm, style.stemNorm, stemWidth),
    ...body,
    norm(plan.lastNorm, style.lastNorm, from),
    pooledAverage(),
    linear(classifier, from, classes),
  );
}

interface Block {
  readonly from: number;
  readonly width: number;
  readonly to: number;
  readonly stride: number;
  readonly bottleneck: boolean;
}

/** Normalisation and activation before each convolution. */
function preactivated(style: PreactStyle, name: string, { from, width, to, stride, bottleneck }: Block): Layer {
  const { bias } = style;
  const before = (index: number, channels: number): Layer =>
    sequential(batchNorm(style.norm(name, index), channels), style.activation);
  const step = (path: string, settings: { from: number; to: number; kernel: number; stride: number }): Layer =>
    settings.kernel === 3 && settings.stride === 2 && style.padsAfter
      ? sequential(padAfter, convolution(path, { ...settings, bias, padding: 0 }))
      : convolution(path, { ...settings, bias });
  const convolve = (index: number, a: number, b: number, kernel: number, by = 1): Layer =>
    step(style.convolution(name, index), { from: a, to: b, kernel, stride: by });
  const strides = style.stridedConvolution === 0 ? [stride, 1] : [1, stride];
  const residual = bottleneck
    ? sequential(
        convolve(0, from, width, 1, strides[0]),
        before(1, width),
        convolve(1, width, width, 3, strides[1]),
        before(2, width),
        convolve(2, width, to, 1),
      )
    : sequential(convolve(0, from, width, 3, stride), before(1, width), convolve(1, width, to, 3));
  if (stride === 1 && from === to) return sum(sequential(before(0, from), residual), identity);
  const shortcut = step(`${name}.${style.shortcut}`, { from, to, kernel: style.shortcutKernel, stride });
  return style.shortcutActivated
    ? sequential(before(0, from), sum(residual, shortcut))
    : sum(sequential(before(0, from), residual), shortcut);
}

const DEPTHS: Readonly<Record<string, { readonly bottleneck: boolean; readonly blocks: readonly number[] }>> = {
  18: { bottleneck: false, blocks: [2, 2, 2, 2] },
  34: { bottleneck: false, blocks: [3, 4, 6, 3] },
  50: { bottleneck: true, blocks: [3, 4, 6, 3] },
  101: { bottleneck: true, blocks: [3, 4, 23, 3] },
  152: { bottleneck: true, blocks: [3, 8, 36, 3] },
};

function describe(plan: Plan): Description {
  const blocks = plan.stages.map((stage) => stage.blocks);
  const depth = 2 + (plan.bottleneck ? 3 : 2) * blocks.reduce((total, count) => total + count, 0);
  return {
    id: `preact-resnet${depth}${plan.style.suffix}`,
    naming: plan.style.title,
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  return PREACT_STYLES.filter((style) => follows(style, table)).map((style) => {
    const weight = (stage: number, block: number, index = 0) =>
      `${style.convolution(`${style.stage(stage)}.${block}`, index)}.weight`;
    const classifier = classifierOf(table, [style.classifier, "linear", "fc"]);
    return describe({
      style,
      stages: Array.from({ length: countFrom(table, (stage) => weight(stage, 0)) }, (_, stage) => ({
        blocks: countFrom(table, (block) => weight(stage, block)),
        width: size(table, weight(stage, 0), 0),
      })),
      bottleneck: table.has(weight(0, 0, 2)),
      stemNorm: table.has(`${style.stemNorm}.weight`),
      lastNorm: table.has(`${style.lastNorm}.weight`),
      stemWidth: size(table, `${style.stem}.weight`, 0),
      classifier,
      classes: size(table, `${classifier}.weight`, 0),
    });
  });
}

/** Every block's first normalisation has the channels of its input; the second stage's tells it from other blocks. */
function follows(style: PreactStyle, table: ShapeTable): boolean {
  if (!table.has(`${style.stem}.weight`)) return false;
  const second = `${style.stage(1)}.0`;
  const input = size(table, `${style.convolution(second, 0)}.weight`, 1);
  if (input === 0 || size(table, `${style.norm(second, 0)}.weight`, 0) !== input) return false;
  return table.has(`${second}.${style.shortcut}.weight`);
}

/** Residual networks with pre-activation (He et al. 2016, "Identity Mappings in Deep Residual Networks"). */
export const preactResnet: Family = {
  recognise,
  members: (classes) =>
    PREACT_STYLES.flatMap((style) =>
      Object.values(DEPTHS)
        .filter(({ bottleneck }) => !(bottleneck && style.padsAfter))
        .map(({ bottleneck, blocks }) =>
          describe({
            style,
            stages: blocks.map((count, index) => ({ blocks: count, width: 64 * 2 ** index })),
            bottleneck,
            stemNorm: style.bias,
            lastNorm: style.padsAfter,
            stemWidth: 64,
            classifier: style.classifier,
            classes,
          }),
        ),
    ),
};
