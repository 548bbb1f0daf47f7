import * as tf from "@tensorflow/tfjs-core";
import { relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, concatenate, sequential } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { maxPool, pooledAverage } from "../../../network/pooling.ts";
import { identity, stateless } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { DENSE_STYLES, type DenseStyle, type Step } from "./densenet-style.ts";

interface Block {
  readonly layers: number;
  /** Channels leaving the transition after it; undefined for the last block. */
  readonly compressed: number | undefined;
}

interface Plan {
  readonly style: DenseStyle;
  readonly stemKernel: number;
  readonly stemWidth: number;
  /** Channels that each layer adds. */
  readonly growth: number;
  /** Channels between a layer's two convolutions; undefined where it has but one. */
  readonly middle: number | undefined;
  readonly blocks: readonly Block[];
  readonly classifier: string;
  readonly classes: number;
}

function network(plan: Plan): Layer {
  const { style, stemKernel, stemWidth, blocks, classifier, classes } = plan;
  const stride = stemKernel > 3 ? 2 : 1;
  const body: Layer[] = [convolution(style.stem, { from: 3, to: stemWidth, kernel: stemKernel, stride })];
  if (style.stemNorm !== undefined) body.push(batchNorm(style.stemNorm, stemWidth), relu, maxPool(3, 2, 1));
  let channels = stemWidth;
  for (const [index, { layers, compressed }] of blocks.entries()) {
    const from = channels;
    const dense = Array.from({ length: layers }, (_, layer) =>
      denseLayer(plan, style.layer(index, layer, blocks.length), from + layer * plan.growth),
    );
    body.push(blockEnd(style.block(index, blocks.length), sequential(...dense)));
    channels += layers * plan.growth;
    if (compressed !== undefined) {
      const step = style.transition(index);
      body.push(blockEnd(step.path, transition(style, step, channels, compressed)));
      channels = compressed;
    }
  }
  const last = batchNorm(style.lastNorm(blocks.length), channels);
  return sequential(...body, last, relu, pooledAverage(), linear(classifier, channels, classes));
}

/** Channels that are computed from all before them, beside those. */
function denseLayer({ style, growth, middle }: Plan, [first, second]: readonly [Step, Step], channels: number): Layer {
  const step = ({ norm, convolution: path }: Step, from: number, to: number, kernel: number): Layer =>
    sequential(batchNorm(norm, from), relu, convolution(path, { from, to, kernel }));
  const added =
    middle === undefined
      ? step(first, channels, growth, 3)
      : sequential(step(first, channels, middle, 1), step(second, middle, growth, 3));
  return style.newFirst ? concatenate(added, identity) : concatenate(identity, added);
}

function transition({ transitionRelu }: DenseStyle, step: Step, from: number, to: number): Layer {
  return sequential(
    batchNorm(step.norm, from),
    transitionRelu ? relu : identity,
    convolution(step.convolution, { from, to, kernel: 1 }),
    stateless((input) => tf.avgPool(input, 2, 2, "valid")),
  );
}

/** Layers of the four blocks (Huang et al. 2017, table 1), with channels that each adds and that the stem has. */
const MEMBERS = [
  ["121", [6, 12, 24, 16], 32],
  ["169", [6, 12, 32, 32], 32],
  ["201", [6, 12, 48, 32], 32],
  ["161", [6, 12, 36, 24], 48],
] as const;

function describe(plan: Plan): Description {
  const counts = plan.blocks.map(({ layers }) => layers);
  const total = counts.reduce((sum, layers) => sum + layers, 0);
  const depth = 1 + counts.length + (plan.middle === undefined ? 1 : 2) * total;
  const usual = MEMBERS.some(([, layers, growth]) => layers.join() === counts.join() && growth === plan.growth);
  const large = plan.stemKernel > 3;
  return {
    id: `${large ? "imagenet-" : ""}densenet${depth}${usual ? "" : `-k${plan.growth}`}`,
    naming: plan.style.title,
    size: large ? 224 : 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = DENSE_STYLES.find(
    ({ stem, layer, transition }) =>
      table.has(`${stem}.weight`) &&
      table.has(`${layer(0, 0, 9)[0].convolution}.weight`) &&
      table.has(`${transition(0).convolution}.weight`),
  );
  if (style === undefined) return [];
  const compressed = (block: number) => `${style.transition(block).convolution}.weight`;
  const blocks = 1 + countFrom(table, compressed);
  const weight = (block: number, layer: number, step: 0 | 1) =>
    `${style.layer(block, layer, blocks)[step].convolution}.weight`;
  const bottleneck = table.has(weight(0, 0, 1));
  const classifier = classifierOf(table, [style.classifier, "linear", "fc"]);
  return [
    describe({
      style,
      stemKernel: size(table, `${style.stem}.weight`, 2),
      stemWidth: size(table, `${style.stem}.weight`, 0),
      growth: size(table, weight(0, 0, bottleneck ? 1 : 0), 0),
      middle: bottleneck ? size(table, weight(0, 0, 0), 0) : undefined,
      blocks: Array.from({ length: blocks }, (_, block) => ({
        layers: countFrom(table, (layer) => weight(block, layer, 0)),
        compressed: block === blocks - 1 ? undefined : size(table, compressed(block), 0),
      })),
      classifier,
      classes: size(table, `${classifier}.weight`, 0),
    }),
  ];
}

function member(style: DenseStyle, layers: readonly number[], growth: number, classes: number): Description {
  let channels = 2 * growth;
  const blocks = layers.map((count, index) => {
    channels += count * growth;
    if (index === layers.length - 1) return { layers: count, compressed: undefined };
    channels = Math.floor(channels / 2);
    return { layers: count, compressed: channels };
  });
  const stemKernel = style.stemNorm === undefined ? 3 : 7;
  const { classifier } = style;
  return describe({
    style,
    stemKernel,
    stemWidth: 2 * growth,
    growth,
    middle: 4 * growth,
    blocks,
    classifier,
    classes,
  });
}

/** Densely connected networks (Huang et al. 2017): for small images, and torchvision's. */
export const densenet: Family = {
  recognise,
  members: (classes) =>
    DENSE_STYLES.flatMap((style) => MEMBERS.map(([, layers, growth]) => member(style, layers, growth, classes))),
};
