import type { Description, Family, ShapeTable } from "../family.ts";
import type { Layer } from "../layer.ts";
import { batchNorm, convolution, globalAverage, identity, linear, relu, sequential, sum } from "../layers.ts";
import { countFrom, firstPresent, size } from "../shape-table.ts";

/** What differs between the repositories beyond the names. */
interface Style {
  readonly title: string;
  readonly stem: string;
  stage(index: number): string;
  norm(block: string, index: number): string;
  convolution(block: string, index: number): string;
  readonly shortcut: string;
  /** Whether a convolution in the shortcut sees the normalised, activated input or the block's own. */
  readonly shortcutActivated: boolean;
  /** Which of a block's two 3x3 convolutions has the stride. */
  readonly stridedConvolution: 0 | 1;
  readonly lastNorm: string;
  /** Whether the last normalisation is followed by an activation. */
  readonly lastRelu: boolean;
  readonly bias: boolean;
  readonly classifiers: readonly string[];
}

const REPDISTILLER: Style = {
  title: "xternalz/WideResNet-pytorch, RepDistiller",
  stem: "conv1",
  stage: (index) => `block${index + 1}.layer`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  shortcut: "convShortcut",
  shortcutActivated: true,
  stridedConvolution: 0,
  lastNorm: "bn1",
  lastRelu: true,
  bias: false,
  classifiers: ["fc", "linear"],
};

const MELIKETOY: Style = {
  ...REPDISTILLER,
  title: "meliketoy/wide-resnet.pytorch",
  stage: (index) => `layer${index + 1}`,
  shortcut: "shortcut.0",
  shortcutActivated: false,
  stridedConvolution: 1,
  bias: true,
  classifiers: ["linear", "fc"],
};

const WEIAICUNZAI: Style = {
  title: "weiaicunzai/pytorch-cifar100",
  stem: "init_conv",
  stage: (index) => `conv${index + 2}`,
  norm: (block, index) => `${block}.residual.${3 * index}`,
  convolution: (block, index) => `${block}.residual.${index === 0 ? 2 : 6}`,
  shortcut: "shortcut.0",
  shortcutActivated: false,
  stridedConvolution: 0,
  lastNorm: "bn",
  lastRelu: false,
  bias: true,
  classifiers: ["linear"],
};

const STYLES = [REPDISTILLER, WEIAICUNZAI, MELIKETOY];

interface Plan {
  readonly style: Style;
  readonly stemWidth: number;
  readonly blocks: number;
  readonly widths: readonly number[];
  readonly classifier: string;
  readonly classes: number;
}

function network({ style, stemWidth, blocks, widths, classifier, classes }: Plan): Layer {
  const { bias } = style;
  const layers: Layer[] = [convolution(style.stem, { from: 3, to: stemWidth, kernel: 3, bias })];
  let from = stemWidth;
  for (const [index, width] of widths.entries()) {
    for (let block = 0; block < blocks; block++) {
      const stride = index > 0 && block === 0 ? 2 : 1;
      layers.push(wideBlock(style, `${style.stage(index)}.${block}`, from, width, stride));
      from = width;
    }
  }
  return sequential(
    ...layers,
    batchNorm(style.lastNorm, from),
    style.lastRelu ? relu : identity,
    globalAverage,
    linear(classifier, from, classes),
  );
}

function wideBlock(style: Style, name: string, from: number, to: number, stride: number): Layer {
  const { bias } = style;
  const strides = style.stridedConvolution === 0 ? [stride, 1] : [1, stride];
  const before = sequential(batchNorm(style.norm(name, 0), from), relu);
  const residual = sequential(
    convolution(style.convolution(name, 0), { from, to, kernel: 3, stride: strides[0], bias }),
    batchNorm(style.norm(name, 1), to),
    relu,
    convolution(style.convolution(name, 1), { from: to, to, kernel: 3, stride: strides[1], bias }),
  );
  if (from === to && stride === 1) return sum(sequential(before, residual), identity);
  const shortcut = convolution(`${name}.${style.shortcut}`, { from, to, kernel: 1, stride, bias });
  return style.shortcutActivated
    ? sequential(before, sum(residual, shortcut))
    : sum(sequential(before, residual), shortcut);
}

function describe(plan: Plan): Description {
  return {
    id: `wrn-${6 * plan.blocks + 4}-${plan.widths[0] / 16}`,
    naming: plan.style.title,
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): Description | undefined {
  const style = STYLES.find(
    ({ stem, stage, convolution, norm, lastNorm }) =>
      table.has(`${stem}.weight`) &&
      table.has(`${convolution(`${stage(0)}.0`, 1)}.weight`) &&
      table.has(`${lastNorm}.weight`) &&
      size(table, `${norm(`${stage(0)}.0`, 0)}.weight`, 0) === size(table, `${stem}.weight`, 0),
  );
  // An ordinary residual network has these names too, without biases and with a stem as wide as its blocks.
  if (style === undefined || (style.bias && !table.has(`${style.stem}.bias`))) return undefined;
  const classifier = firstPresent(table, style.classifiers);
  const first = (index: number) => `${style.convolution(`${style.stage(index)}.0`, 0)}.weight`;
  return describe({
    style,
    stemWidth: size(table, `${style.stem}.weight`, 0),
    blocks: countFrom(table, (block) => `${style.convolution(`${style.stage(0)}.${block}`, 0)}.weight`),
    widths: Array.from({ length: countFrom(table, first) }, (_, index) => size(table, first(index), 0)),
    classifier,
    classes: size(table, `${classifier}.weight`, 0),
  });
}

const MEMBERS = [
  [16, 1],
  [16, 2],
  [16, 4],
  [28, 10],
  [40, 1],
  [40, 2],
  [40, 4],
] as const;

/** Wide residual networks (Zagoruyko and Komodakis 2016): depth 6n + 4, widened k times. */
export const wideResnet: Family = {
  recognise,
  members: (classes) =>
    MEMBERS.flatMap(([depth, factor]) =>
      STYLES.map((style) =>
        describe({
          style,
          stemWidth: 16,
          blocks: (depth - 4) / 6,
          widths: [16, 32, 64].map((width) => width * factor),
          classifier: style.classifiers[0],
          classes,
        }),
      ),
    ),
};
