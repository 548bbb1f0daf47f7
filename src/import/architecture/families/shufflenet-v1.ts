import { relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, concatenate, sequential, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { averagePool, pooledAverage } from "../../../network/pooling.ts";
import { channelShuffle, identity } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { SHUFFLE_V1_STYLES, type ShuffleV1Style } from "./shufflenet-v1-style.ts";

/** One unit: 1x1 grouped, shuffle, depthwise 3x3, 1x1 grouped. */
interface Unit {
  readonly name: string;
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  readonly stride: number;
  /** Groups of the first 1x1 convolution. */
  readonly firstGroups: number;
  readonly groups: number;
}

interface Plan {
  readonly style: ShuffleV1Style;
  readonly stemWidth: number;
  readonly stemKernel: number;
  readonly units: readonly Unit[];
  readonly groups: number;
  readonly classifier: string;
  readonly classes: number;
}

function network({ style, stemWidth, stemKernel, units, classifier, classes }: Plan): Layer {
  const last = units[units.length - 1];
  const out = last === undefined ? stemWidth : last.stride === 1 ? last.to : last.from + last.to;
  return sequential(
    convolution(style.stem.convolution, { from: 3, to: stemWidth, kernel: stemKernel, bias: style.bias }),
    batchNorm(style.stem.norm, stemWidth),
    relu,
    ...units.map((unit) => blockEnd(unit.name, shuffleUnit(style, unit))),
    pooledAverage(),
    linear(classifier, out, classes),
  );
}

function shuffleUnit(style: ShuffleV1Style, { name, from, middle, to, stride, firstGroups, groups }: Unit): Layer {
  const { bias } = style;
  const [first, spatial, last] = style.steps(name);
  const residual = sequential(
    convolution(first.convolution, { from, to: middle, kernel: 1, groups: firstGroups, bias }),
    batchNorm(first.norm, middle),
    relu,
    channelShuffle(firstGroups),
    convolution(spatial.convolution, { from: middle, to: middle, kernel: 3, stride, groups: middle, bias }),
    batchNorm(spatial.norm, middle),
    style.spatialRelu ? relu : identity,
    convolution(last.convolution, { from: middle, to, kernel: 1, groups, bias }),
    batchNorm(last.norm, to),
  );
  const pool = averagePool(3, stride, 1);
  const halved = style.poolFirst ? concatenate(pool, residual) : concatenate(residual, pool);
  return sequential(stride === 1 ? sum(residual, identity) : halved, relu);
}

function describe(plan: Plan): Description {
  return {
    id: `shufflenetv1-g${plan.groups}`,
    naming: plan.style.title,
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const style = SHUFFLE_V1_STYLES.find((candidate) => follows(candidate, table));
  if (style === undefined) return [];
  const stem = `${style.stem.convolution}.weight`;
  const stemWidth = size(table, stem, 0);
  let from = stemWidth;
  const units: Unit[] = [];
  const middleOf = (name: string) => `${style.steps(name)[0].convolution}.weight`;
  const stages = countFrom(table, (stage) => middleOf(`${style.stage(stage)}.0`));
  for (let stage = 0; stage < stages; stage++) {
    const count = countFrom(table, (index) => middleOf(`${style.stage(stage)}.${index}`));
    for (let index = 0; index < count; index++) {
      const name = `${style.stage(stage)}.${index}`;
      const [first, , last] = style.steps(name).map(({ convolution }) => `${convolution}.weight`);
      const middle = size(table, first, 0);
      const to = size(table, last, 0);
      const unit = {
        name,
        from,
        middle,
        to,
        stride: index === 0 ? 2 : 1,
        firstGroups: Math.max(1, from / size(table, first, 1)),
        groups: Math.max(1, middle / size(table, last, 1)),
      };
      units.push(unit);
      from = unit.stride === 1 ? to : from + to;
    }
  }
  const classifier = classifierOf(table, [style.classifier, "fc", "classifier"]);
  const classes = size(table, `${classifier}.weight`, 0);
  const groups = units[units.length - 1]?.groups ?? 1;
  return [describe({ style, stemWidth, stemKernel: size(table, stem, 2), units, groups, classifier, classes })];
}

/** A unit has three normalisations and no shortcut of its own, and its 3x3 convolution sees one channel each. */
function follows({ stem, stage, steps }: ShuffleV1Style, table: ShapeTable): boolean {
  const unit = `${stage(0)}.0`;
  const spatial = table.get(`${steps(unit)[1].convolution}.weight`);
  return (
    table.has(`${stem.convolution}.weight`) &&
    spatial?.[1] === 1 &&
    spatial[2] === 3 &&
    !table.has(`${unit}.conv4.weight`) &&
    !table.has("conv2.weight")
  );
}

/** Channels after each stage, by groups (Zhang et al. 2018, table 1). */
const WIDTHS: Readonly<Record<number, readonly number[]>> = { 2: [200, 400, 800], 3: [240, 480, 960] };
const UNITS = [4, 8, 4];

function member(style: ShuffleV1Style, groups: number, classes: number): Description {
  const stemWidth = 24;
  let from = stemWidth;
  const units = WIDTHS[groups].flatMap((width, stage) =>
    Array.from({ length: UNITS[stage] }, (_, index): Unit => {
      const to = index === 0 ? width - from : width;
      const unit = {
        name: `${style.stage(stage)}.${index}`,
        from,
        middle: Math.trunc((style.middleOfAll ? width : to) / 4),
        to,
        stride: index === 0 ? 2 : 1,
        firstGroups: from === stemWidth && !style.firstGrouped ? 1 : groups,
        groups,
      };
      from = width;
      return unit;
    }),
  );
  const { stemKernel, classifier } = style;
  return describe({ style, stemWidth, stemKernel, units, groups, classifier, classes });
}

/** RepDistiller's network, with three groups. */
export const repDistillerShuffleNetV1 = (classes: number): Layer => member(SHUFFLE_V1_STYLES[0], 3, classes).network;

/** ShuffleNet (Zhang et al. 2018) with a stem for small images. */
export const shufflenetV1: Family = {
  recognise,
  members: (classes) => [
    member(SHUFFLE_V1_STYLES[0], 2, classes),
    ...SHUFFLE_V1_STYLES.map((style) => member(style, 3, classes)),
  ],
};
