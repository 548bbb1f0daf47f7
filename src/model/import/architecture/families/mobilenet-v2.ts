import type { Description, Family, ShapeTable } from "../family.ts";
import type { Layer } from "../layer.ts";
import { batchNorm, convolution, globalAverage, identity, linear, relu, relu6, sequential, sum } from "../layers.ts";
import { size } from "../shape-table.ts";

/** An inverted residual block: 1x1 to `hidden` channels, depthwise 3x3, 1x1 to `to` channels. */
interface Block {
  readonly prefix: string;
  readonly from: number;
  readonly hidden: number;
  readonly to: number;
  readonly stride: number;
}

/** Names of a block's three convolutions and normalisations; the first is absent where nothing is expanded. */
type Steps = (block: Block) => readonly { readonly convolution: string; readonly norm: string }[];

/** What differs between the repositories. */
interface Style {
  readonly title: string;
  readonly stem: {
    readonly convolution: string;
    readonly norm: string;
    readonly kernel: number;
    readonly padding: number;
  };
  /** Strides of the stem and of the first block of each of the seven groups (Sandler et al. 2018, table 2). */
  strides(classes: number): { readonly stem: number; readonly groups: readonly number[] };
  /** Prefix of block `index` of `group`, counted from 0; `overall` counts through. */
  prefix(group: number, index: number, overall: number): string;
  readonly steps: Steps;
  readonly activation: Layer;
  readonly bias: boolean;
  /** Whether a block with stride 1 has a shortcut even where the width changes, through a convolution. */
  readonly projects: boolean;
  readonly last: { readonly convolution: string; readonly norm: string };
  readonly classifier: { readonly name: string; readonly convolution: boolean };
}

/** Blocks in each group. */
const GROUPS = [1, 2, 3, 4, 3, 3, 1];
const FOR_SMALL_IMAGES = { stem: 1, groups: [1, 1, 2, 2, 1, 2, 1] };
const FOR_LARGE_IMAGES = { stem: 2, groups: [1, 2, 2, 2, 1, 2, 1] };

const inSequence =
  (prefix: (block: Block) => string, places: readonly number[]): Steps =>
  (block) =>
    places.map((place) => ({ convolution: `${prefix(block)}.${place}`, norm: `${prefix(block)}.${place + 1}` }));

const TORCHVISION: Style = {
  title: "torchvision, chenyaofo/pytorch-cifar-models",
  stem: { convolution: "features.0.0", norm: "features.0.1", kernel: 3, padding: 1 },
  // The two have the same names and shapes; a thousand classes are ImageNet's.
  strides: (classes) => (classes === 1000 ? FOR_LARGE_IMAGES : FOR_SMALL_IMAGES),
  prefix: (_group, _index, overall) => `features.${overall + 1}.conv`,
  steps: ({ prefix, from, hidden }) => {
    const expanded = from !== hidden;
    const project = expanded ? 2 : 1;
    return [
      ...(expanded ? [{ convolution: `${prefix}.0.0`, norm: `${prefix}.0.1` }] : []),
      { convolution: `${prefix}.${project - 1}.0`, norm: `${prefix}.${project - 1}.1` },
      { convolution: `${prefix}.${project}`, norm: `${prefix}.${project + 1}` },
    ];
  },
  activation: relu6,
  bias: false,
  projects: false,
  last: { convolution: "features.18.0", norm: "features.18.1" },
  classifier: { name: "classifier.1", convolution: false },
};

const KUANGLIU: Style = {
  title: "kuangliu/pytorch-cifar",
  stem: { convolution: "conv1", norm: "bn1", kernel: 3, padding: 1 },
  strides: () => FOR_SMALL_IMAGES,
  prefix: (_group, _index, overall) => `layers.${overall}`,
  steps: ({ prefix }) => [1, 2, 3].map((k) => ({ convolution: `${prefix}.conv${k}`, norm: `${prefix}.bn${k}` })),
  activation: relu,
  bias: false,
  projects: true,
  last: { convolution: "conv2", norm: "bn2" },
  classifier: { name: "linear", convolution: false },
};

const REPDISTILLER: Style = {
  title: "RepDistiller",
  stem: { convolution: "conv1.0", norm: "conv1.1", kernel: 3, padding: 1 },
  strides: () => ({ stem: 2, groups: FOR_SMALL_IMAGES.groups }),
  prefix: (group, index) => `blocks.${group}.${index}.conv`,
  steps: inSequence(({ prefix }) => prefix, [0, 3, 6]),
  activation: relu,
  bias: false,
  projects: false,
  last: { convolution: "conv2.0", norm: "conv2.1" },
  classifier: { name: "classifier.0", convolution: false },
};

const WEIAICUNZAI: Style = {
  title: "weiaicunzai/pytorch-cifar100",
  stem: { convolution: "pre.0", norm: "pre.1", kernel: 1, padding: 1 },
  strides: () => ({ stem: 1, groups: [1, 2, 2, 2, 1, 1, 1] }),
  prefix: (group, index) => `stage${group + 1}${GROUPS[group] === 1 ? "" : `.${index}`}.residual`,
  steps: inSequence(({ prefix }) => prefix, [0, 3, 6]),
  activation: relu6,
  bias: true,
  projects: false,
  last: { convolution: "conv1.0", norm: "conv1.1" },
  classifier: { name: "conv2", convolution: true },
};

const STYLES = [TORCHVISION, KUANGLIU, REPDISTILLER, WEIAICUNZAI];

interface Plan {
  readonly style: Style;
  readonly stemWidth: number;
  readonly blocks: readonly Block[];
  readonly lastWidth: number;
  readonly classes: number;
}

function network({ style, stemWidth, blocks, lastWidth, classes }: Plan): Layer {
  const { stem, last, classifier, activation, bias } = style;
  const { stem: stride } = style.strides(classes);
  const before = blocks[blocks.length - 1]?.to ?? stemWidth;
  return sequential(
    convolution(stem.convolution, { from: 3, to: stemWidth, kernel: stem.kernel, padding: stem.padding, stride, bias }),
    batchNorm(stem.norm, stemWidth),
    activation,
    ...blocks.map((block) => invertedResidual(style, block)),
    convolution(last.convolution, { from: before, to: lastWidth, kernel: 1, bias }),
    batchNorm(last.norm, lastWidth),
    activation,
    // A 1x1 convolution after the average is the same as before it.
    ...(classifier.convolution
      ? [convolution(classifier.name, { from: lastWidth, to: classes, kernel: 1, bias: true }), globalAverage]
      : [globalAverage, linear(classifier.name, lastWidth, classes)]),
  );
}

function invertedResidual(style: Style, block: Block): Layer {
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
          activation,
        ),
    convolution(spatial.convolution, { from: hidden, to: hidden, kernel: 3, stride, groups: hidden, bias }),
    batchNorm(spatial.norm, hidden),
    activation,
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
function places(style: Style, classes: number) {
  const { groups } = style.strides(classes);
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
  const large = plan.style.strides(plan.classes) === FOR_LARGE_IMAGES;
  return {
    id: `${large ? "imagenet-" : ""}mobilenetv2${width === 1 ? "" : `-x${Number(width.toFixed(2))}`}`,
    naming: plan.style.title,
    size: large ? 224 : 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): Description | undefined {
  const style = STYLES.find((candidate) => {
    const [first, second] = places(candidate, 10);
    const block = { ...second, from: 1, hidden: 6, to: 1 };
    return (
      first !== undefined &&
      table.has(`${candidate.stem.convolution}.weight`) &&
      candidate
        .steps(block)
        .every(({ convolution, norm }) => table.has(`${convolution}.weight`) && table.has(`${norm}.weight`))
    );
  });
  if (style === undefined) return undefined;
  const classes = size(table, `${style.classifier.name}.weight`, 0);
  const stemWidth = size(table, `${style.stem.convolution}.weight`, 0);
  let from = stemWidth;
  const blocks = places(style, classes).map(({ prefix, stride }) => {
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
  return describe({ style, stemWidth, blocks, lastWidth, classes });
}

/** Output channels of each group at width 1. */
const WIDTHS = [16, 24, 32, 64, 96, 160, 320];

function member(style: Style, classes: number, width: number): Description {
  const scale = (channels: number) => Math.trunc(channels * width);
  const stemWidth = scale(32);
  let from = stemWidth;
  const blocks = places(style, classes).map(({ group, prefix, stride }) => {
    const block = { prefix, from, hidden: group === 0 ? from : 6 * from, to: scale(WIDTHS[group]), stride };
    from = block.to;
    return block;
  });
  return describe({ style, stemWidth, blocks, lastWidth: 1280, classes });
}

/** MobileNetV2 (Sandler et al. 2018). */
export const mobilenetV2: Family = {
  recognise,
  members: (classes) => [...STYLES.map((style) => member(style, classes, 1)), member(REPDISTILLER, classes, 0.5)],
};
