import { activated, relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, sequential } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { pooledAverage } from "../../../network/pooling.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, size } from "../shape-table.ts";

/** A convolution and its normalisation, by name. */
interface Step {
  readonly convolution: string;
  readonly norm: string;
}

/** What differs between the repositories. `index` is a block's among all, from 0. */
interface Style {
  readonly title: string;
  readonly stem: Step;
  /** Path of the block's module. */
  block(index: number): string;
  depthwise(index: number): Step;
  pointwise(index: number): Step;
  readonly pointwiseBias: boolean;
  readonly classifier: string;
}

/** Blocks that halve the size: the first of each group but the first (Howard et al. 2017, table 1). */
const GROUPS = [1, 2, 2, 6, 2];
const BLOCKS = GROUPS.flatMap((count, group) =>
  Array.from({ length: count }, (_, place) => ({ group, place, stride: group > 0 && place === 0 ? 2 : 1 })),
);

const KUANGLIU: Style = {
  title: "kuangliu/pytorch-cifar",
  stem: { convolution: "conv1", norm: "bn1" },
  block: (index) => `layers.${index}`,
  depthwise: (index) => ({ convolution: `layers.${index}.conv1`, norm: `layers.${index}.bn1` }),
  pointwise: (index) => ({ convolution: `layers.${index}.conv2`, norm: `layers.${index}.bn2` }),
  pointwiseBias: false,
  classifier: "linear",
};

const WEIAICUNZAI: Style = {
  title: "weiaicunzai/pytorch-cifar100",
  stem: { convolution: "stem.0.conv", norm: "stem.0.bn" },
  block: blockPath,
  depthwise: (index) => placed(index, "depthwise"),
  pointwise: (index) => placed(index, "pointwise"),
  pointwiseBias: true,
  classifier: "fc",
};

/** The first block stands in the stem, the others in a sequence for each group. */
function blockPath(index: number): string {
  const { group, place } = BLOCKS[index];
  return group === 0 ? "stem.1" : `conv${group}.${place}`;
}

function placed(index: number, part: string): Step {
  const sequence = `${blockPath(index)}.${part}`;
  return { convolution: `${sequence}.0`, norm: `${sequence}.1` };
}

const STYLES = [KUANGLIU, WEIAICUNZAI];

function describe(style: Style, widths: readonly number[], stemWidth: number, classifier: string, classes: number) {
  let from = stemWidth;
  const blocks = widths.map((to, index) => {
    const layers = separable(style, index, from, to);
    from = to;
    return blockEnd(style.block(index), layers);
  });
  const factor = stemWidth / 32;
  return {
    id: `mobilenetv1${factor === 1 ? "" : `-x${factor}`}`,
    naming: style.title,
    size: 32,
    classes,
    network: sequential(
      convolution(style.stem.convolution, { from: 3, to: stemWidth, kernel: 3 }),
      batchNorm(style.stem.norm, stemWidth),
      relu,
      ...blocks,
      pooledAverage(),
      linear(classifier, from, classes),
    ),
  } satisfies Description;
}

/** A convolution of each channel by itself, and one across channels. */
function separable(style: Style, index: number, from: number, to: number): Layer {
  const [spatial, across] = [style.depthwise(index), style.pointwise(index)];
  const { stride } = BLOCKS[index];
  return sequential(
    convolution(spatial.convolution, { from, to: from, kernel: 3, stride, groups: from }),
    batchNorm(spatial.norm, from),
    activated(spatial.norm, relu),
    convolution(across.convolution, { from, to, kernel: 1, bias: style.pointwiseBias }),
    batchNorm(across.norm, to),
    activated(across.norm, relu),
  );
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = STYLES.find(
    ({ stem, depthwise, pointwise }) =>
      table.has(`${stem.convolution}.weight`) &&
      size(table, `${depthwise(1).convolution}.weight`, 1) === 1 &&
      table.has(`${pointwise(1).convolution}.weight`),
  );
  if (style === undefined) return [];
  const widths = BLOCKS.map((_, index) => size(table, `${style.pointwise(index).convolution}.weight`, 0));
  const classifier = classifierOf(table, [style.classifier, "fc"]);
  const stemWidth = size(table, `${style.stem.convolution}.weight`, 0);
  return [describe(style, widths, stemWidth, classifier, size(table, `${classifier}.weight`, 0))];
}

/** Channels leaving each block. */
const WIDTHS = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];

/** MobileNet (Howard et al. 2017) with a stem for small images. */
export const mobilenetV1: Family = {
  recognise,
  members: (classes) => STYLES.map((style) => describe(style, WIDTHS, 32, style.classifier, classes)),
};
