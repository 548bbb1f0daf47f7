import * as tf from "@tensorflow/tfjs-core";
import { activated, relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { sequential, stage, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { pooledAverage } from "../../../network/pooling.ts";
import { identity, stateless } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { SE_STYLES, type SeStyle } from "./se-resnet-style.ts";

interface Stage {
  readonly blocks: number;
  readonly width: number;
  readonly squeezed: number;
}

interface Plan {
  readonly style: SeStyle;
  readonly stemWidth: number;
  readonly bottleneck: boolean;
  readonly stages: readonly Stage[];
  readonly classifier: string;
  readonly classes: number;
}

const EXPANSION = 4;

function network({ style, stemWidth, bottleneck, stages, classifier, classes }: Plan): Layer {
  const { stem, bias } = style;
  const block = style.kind === "" ? usual : preactivated;
  let from = stemWidth;
  const body = stages.map(({ blocks, width, squeezed }, index) => {
    const name = style.stage(index);
    const to = bottleneck ? EXPANSION * width : width;
    const inStage = Array.from({ length: blocks }, (_, place) => {
      const first = place === 0;
      const shape = { from: first ? from : to, to, stride: index > 0 && first ? 2 : 1, width, squeezed, bottleneck };
      return block(style, `${name}.${place}`, shape);
    });
    from = to;
    return stage(name, inStage);
  });
  return sequential(
    convolution(stem.convolution, { from: 3, to: stemWidth, kernel: 3, bias }),
    batchNorm(stem.norm, stemWidth),
    activated(stem.norm, relu),
    ...body,
    pooledAverage(),
    linear(classifier, from, classes),
  );
}

interface Block {
  readonly from: number;
  readonly width: number;
  readonly to: number;
  readonly stride: number;
  readonly squeezed: number;
  readonly bottleneck: boolean;
}

function usual(style: SeStyle, name: string, { from, width, to, stride, squeezed, bottleneck }: Block): Layer {
  const { bias } = style;
  const step = (index: number, settings: { from: number; to: number; kernel: number; stride?: number }): Layer =>
    sequential(
      convolution(style.convolution(name, index), { ...settings, bias }),
      batchNorm(style.norm(name, index), settings.to),
    );
  const residual = bottleneck
    ? sequential(
        step(0, { from, to: width, kernel: 1 }),
        relu,
        step(1, { from: width, to: width, kernel: 3, stride }),
        relu,
        step(2, { from: width, to, kernel: 1 }),
      )
    : sequential(step(0, { from, to: width, kernel: 3, stride }), relu, step(1, { from: width, to, kernel: 3 }));
  const shortcut =
    stride === 1 && from === to
      ? identity
      : sequential(
          convolution(`${name}.shortcut.0`, { from, to, kernel: 1, stride, bias }),
          batchNorm(`${name}.shortcut.1`, to),
        );
  const last = style.residualRelu ? activated(style.norm(name, bottleneck ? 2 : 1), relu) : identity;
  return sequential(sum(sequential(residual, last, excited(style, name, to, squeezed)), shortcut), relu);
}

/** Basic blocks alone. A shortcut with a convolution sees the activated input. */
function preactivated(style: SeStyle, name: string, { from, to, stride, squeezed }: Block): Layer {
  const before = sequential(batchNorm(style.norm(name, 0), from), relu);
  const residual = sequential(
    convolution(style.convolution(name, 0), { from, to, kernel: 3, stride }),
    batchNorm(style.norm(name, 1), to),
    relu,
    convolution(style.convolution(name, 1), { from: to, to, kernel: 3 }),
    excited(style, name, to, squeezed),
  );
  if (stride === 1 && from === to) return sum(sequential(before, residual), identity);
  return sequential(before, sum(residual, convolution(`${name}.shortcut.0`, { from, to, kernel: 1, stride })));
}

/** Each channel times a share that depends on the means of all. */
function excited(
  { excitation, excitesByConvolution }: SeStyle,
  name: string,
  channels: number,
  squeezed: number,
): Layer {
  const [first, second] = excitation.map((part) => `${name}.${part}`);
  const dense = (path: string, from: number, to: number): Layer =>
    excitesByConvolution ? convolution(path, { from, to, kernel: 1, bias: true }) : linear(path, from, to);
  const means = stateless((input) => tf.mean(input, [1, 2], excitesByConvolution));
  const shares = sequential(means, dense(first, channels, squeezed), relu, dense(second, squeezed, channels));
  return {
    weights: shares.weights,
    apply: (input, run) => {
      const share = tf.reshape(tf.sigmoid(shares.apply(input, run)), [input.shape[0], 1, 1, channels]);
      return tf.mul(input, share);
    },
  };
}

function describe(plan: Plan): Description {
  const blocks = plan.stages.reduce((total, stage) => total + stage.blocks, 0);
  return {
    id: `${plan.style.kind}se-resnet${2 + (plan.bottleneck ? 3 : 2) * blocks}`,
    naming: plan.style.title,
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = SE_STYLES.find((candidate) => follows(candidate, table));
  if (style === undefined) return [];
  const weight = (stage: number, block: number) => `${style.convolution(`${style.stage(stage)}.${block}`, 0)}.weight`;
  const classifier = classifierOf(table, [style.classifier]);
  return [
    describe({
      style,
      stemWidth: size(table, `${style.stem.convolution}.weight`, 0),
      bottleneck: table.has(`${style.convolution(`${style.stage(0)}.0`, 2)}.weight`),
      stages: Array.from({ length: countFrom(table, (stage) => weight(stage, 0)) }, (_, stage) => ({
        blocks: countFrom(table, (block) => weight(stage, block)),
        width: size(table, weight(stage, 0), 0),
        squeezed: size(table, `${style.stage(stage)}.0.${style.excitation[0]}.weight`, 0),
      })),
      classifier,
      classes: size(table, `${classifier}.weight`, 0),
    }),
  ];
}

/** The second stage's first normalisation has the channels of its input in one kind of block, of its output in the other. */
function follows(style: SeStyle, table: ShapeTable): boolean {
  const second = `${style.stage(1)}.0`;
  const [to, from] = table.get(`${style.convolution(second, 0)}.weight`) ?? [];
  const normalised = size(table, `${style.norm(second, 0)}.weight`, 0);
  return (
    table.has(`${style.stem.convolution}.weight`) &&
    table.has(`${second}.${style.excitation[0]}.weight`) &&
    normalised === (style.kind === "" ? to : from)
  );
}

const DEPTHS = [
  [false, [2, 2, 2, 2]],
  [false, [3, 4, 6, 3]],
  [true, [3, 4, 6, 3]],
  [true, [3, 4, 23, 3]],
] as const;

/** Residual networks whose channels are weighed by their means (Hu et al. 2018), with stems for small images. */
export const seResnet: Family = {
  recognise,
  members: (classes) =>
    SE_STYLES.flatMap((style) =>
      DEPTHS.filter(([bottleneck]) => !(bottleneck && style.kind === "preact-")).map(([bottleneck, blocks]) => {
        const stages = blocks.map((count, index) => {
          const width = 64 * 2 ** index;
          return { blocks: count, width, squeezed: (bottleneck ? EXPANSION * width : width) / 16 };
        });
        return describe({ style, stemWidth: 64, bottleneck, stages, classifier: style.classifier, classes });
      }),
    ),
};
