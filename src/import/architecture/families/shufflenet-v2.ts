import { activated, relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { applyToSecondHalf, concatenate, sequential, stage } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { maxPool, pooledAverage } from "../../../network/pooling.ts";
import { channelShuffle, identity } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { SHUFFLE_STYLES, type ShuffleStyle, type Step } from "./shufflenet-v2-style.ts";

interface Plan {
  readonly style: ShuffleStyle;
  /** Whether the stem halves the size and a pool follows it. */
  readonly large: boolean;
  readonly stemKernel: number;
  readonly stemWidth: number;
  readonly stages: readonly { readonly units: number; readonly width: number }[];
  readonly lastWidth: number;
  readonly classifier: string;
  readonly classes: number;
}

function network(plan: Plan): Layer {
  const { style, large, stemKernel, stemWidth, stages, lastWidth, classifier, classes } = plan;
  const { bias } = style;
  const stem = [
    convolution(style.stem.convolution, { from: 3, to: stemWidth, kernel: stemKernel, stride: large ? 2 : 1, bias }),
    batchNorm(style.stem.norm, stemWidth),
    style.stemRelu ? activated(style.stem.norm, relu) : identity,
    large ? maxPool(3, 2, 1) : identity,
  ];
  let from = stemWidth;
  const body = stages.map(({ units: count, width }, index) => {
    const name = style.stage(index);
    const before = from;
    from = width;
    const units = Array.from({ length: count }, (_, unit) =>
      unit === 0 ? downUnit(style, `${name}.0`, before, width) : basicUnit(style, `${name}.${unit}`, width),
    );
    return stage(name, units);
  });
  return sequential(
    ...stem,
    ...body,
    convolution(style.last.convolution, { from, to: lastWidth, kernel: 1, bias }),
    batchNorm(style.last.norm, lastWidth),
    activated(style.last.norm, relu),
    pooledAverage(),
    linear(classifier, lastWidth, classes),
  );
}

/** Half of the channels pass; the units' shuffle mixes the halves. */
function basicUnit(style: ShuffleStyle, name: string, width: number): Layer {
  const half = width / 2;
  return sequential(applyToSecondHalf(mainBranch(style, style.main(name), half, half, 1)), channelShuffle(2));
}

function downUnit(style: ShuffleStyle, name: string, from: number, width: number): Layer {
  const half = Math.floor(width / 2);
  const [spatial, project] = style.side(name);
  const side = sequential(
    depthwise(style, spatial, from, 2),
    pointwise(style, project, from, half),
    activated(project.norm, relu),
  );
  const main = mainBranch(style, style.mainDown(name), from, half, 2);
  return sequential(style.sideFirst ? concatenate(side, main) : concatenate(main, side), channelShuffle(2));
}

function mainBranch(style: ShuffleStyle, steps: readonly Step[], from: number, to: number, stride: number): Layer {
  const middle = style.keepsFirst ? from : to;
  return sequential(
    pointwise(style, steps[0], from, middle),
    activated(steps[0].norm, relu),
    depthwise(style, steps[1], middle, stride),
    pointwise(style, steps[2], middle, to),
    activated(steps[2].norm, relu),
  );
}

function pointwise({ bias }: ShuffleStyle, step: Step, from: number, to: number): Layer {
  return sequential(convolution(step.convolution, { from, to, kernel: 1, bias }), batchNorm(step.norm, to));
}

function depthwise({ bias }: ShuffleStyle, step: Step, channels: number, stride: number): Layer {
  return sequential(
    convolution(step.convolution, { from: channels, to: channels, kernel: 3, stride, groups: channels, bias }),
    batchNorm(step.norm, channels),
  );
}

/** Output channels of the first stage, by width (Ma et al. 2018, table 5). */
const FIRST_WIDTHS: Readonly<Record<number, string>> = {
  40: "-x0.3",
  48: "-x0.5",
  116: "",
  176: "-x1.5",
  224: "-x2",
  244: "-x2",
};

function describe(plan: Plan): Description {
  const first = plan.stages[0]?.width ?? 0;
  const { large } = plan;
  return {
    id: `${large ? "imagenet-" : ""}shufflenetv2${FIRST_WIDTHS[first] ?? `-${first}`}`,
    naming: plan.style.title,
    size: large ? 224 : 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = SHUFFLE_STYLES.find(
    ({ stem, stage, side, main, last }) =>
      [stem, last, ...side(`${stage(0)}.0`), ...main(`${stage(0)}.1`)].every(
        ({ convolution, norm }) => table.has(`${convolution}.weight`) && table.has(`${norm}.weight`),
      ) && size(table, `${side(`${stage(0)}.0`)[0].convolution}.weight`, 1) === 1,
  );
  if (style === undefined) return [];
  const down = (index: number) => style.side(`${style.stage(index)}.0`)[1].convolution;
  const classifier = classifierOf(table, style.classifiers);
  const classes = size(table, `${classifier}.weight`, 0);
  const plan = {
    style,
    stemKernel: size(table, `${style.stem.convolution}.weight`, 2),
    stemWidth: size(table, `${style.stem.convolution}.weight`, 0),
    stages: Array.from({ length: countFrom(table, (index) => `${down(index)}.weight`) }, (_, index) => ({
      units: 1 + countFrom(table, (unit) => `${style.main(`${style.stage(index)}.${unit}`)[0].convolution}.weight`, 1),
      width: 2 * size(table, `${down(index)}.weight`, 0),
    })),
    lastWidth: size(table, `${style.last.convolution}.weight`, 0),
    classifier,
    classes,
  };
  const sizes = style.alsoLarge ? [false, true] : [false];
  // A thousand classes are ImageNet's.
  return (classes === 1000 ? sizes.reverse() : sizes).map((large) => describe({ ...plan, large }));
}

/** Units of each stage. */
const UNITS = [4, 8, 4];
const WIDTHS = [
  [48, 96, 192, 1024],
  [116, 232, 464, 1024],
  [176, 352, 704, 1024],
] as const;

/** RepDistiller's network of width 1, whose first convolution is 1x1. */
export const repDistillerShuffleNetV2 = (classes: number): Layer =>
  network({
    style: SHUFFLE_STYLES[0],
    large: false,
    stemKernel: 1,
    stemWidth: 24,
    stages: UNITS.map((units, index) => ({ units, width: WIDTHS[1][index] })),
    lastWidth: WIDTHS[1][3],
    classifier: SHUFFLE_STYLES[0].classifiers[0],
    classes,
  });

/** ShuffleNetV2 (Ma et al. 2018). */
export const shufflenetV2: Family = {
  recognise,
  members: (classes) =>
    WIDTHS.flatMap((widths) =>
      SHUFFLE_STYLES.flatMap((style) =>
        (style.alsoLarge ? [false, true] : [false]).map((large) =>
          describe({
            style,
            large,
            stemKernel: 3,
            stemWidth: 24,
            stages: UNITS.map((units, index) => ({ units, width: widths[index] })),
            lastWidth: widths[3],
            classifier: style.classifiers[0],
            classes,
          }),
        ),
      ),
    ),
};
