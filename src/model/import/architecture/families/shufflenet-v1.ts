import type { Description, Family, ShapeTable } from "../family.ts";
import type { Layer } from "../layer.ts";
import {
  averagePool,
  batchNorm,
  channelShuffle,
  concatenate,
  convolution,
  globalAverage,
  identity,
  linear,
  relu,
  sequential,
  sum,
} from "../layers.ts";
import { countFrom, firstPresent, size } from "../shape-table.ts";

/** One unit: 1x1 grouped, shuffle, depthwise 3x3, 1x1 grouped. */
interface Unit {
  readonly name: string;
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  readonly stride: number;
  /** Groups of the first 1x1 convolution; one in the very first unit, which has few channels. */
  readonly firstGroups: number;
  readonly groups: number;
}

interface Plan {
  readonly stemWidth: number;
  readonly units: readonly Unit[];
  readonly groups: number;
  readonly classifier: string;
  readonly classes: number;
}

function network({ stemWidth, units, classifier, classes }: Plan): Layer {
  const last = units[units.length - 1];
  const out = last === undefined ? stemWidth : last.stride === 1 ? last.to : last.from + last.to;
  return sequential(
    convolution("conv1", { from: 3, to: stemWidth, kernel: 1 }),
    batchNorm("bn1", stemWidth),
    relu,
    ...units.map(shuffleUnit),
    globalAverage,
    linear(classifier, out, classes),
  );
}

function shuffleUnit({ name, from, middle, to, stride, firstGroups, groups }: Unit): Layer {
  const residual = sequential(
    convolution(`${name}.conv1`, { from, to: middle, kernel: 1, groups: firstGroups }),
    batchNorm(`${name}.bn1`, middle),
    relu,
    channelShuffle(firstGroups),
    convolution(`${name}.conv2`, { from: middle, to: middle, kernel: 3, stride, groups: middle }),
    batchNorm(`${name}.bn2`, middle),
    relu,
    convolution(`${name}.conv3`, { from: middle, to, kernel: 1, groups }),
    batchNorm(`${name}.bn3`, to),
  );
  const joined = stride === 1 ? sum(residual, identity) : concatenate(residual, averagePool(3, stride, 1));
  return sequential(joined, relu);
}

function describe(plan: Plan): Description {
  return {
    id: `shufflenetv1-g${plan.groups}`,
    naming: "kuangliu/pytorch-cifar, RepDistiller",
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): Description | undefined {
  const depthwise = table.get("layer1.0.conv2.weight");
  // A unit has three normalisations and no shortcut of its own, and its 3x3 convolution sees one channel each.
  if (depthwise?.[1] !== 1 || depthwise[2] !== 3 || table.has("layer1.0.conv4.weight")) return undefined;
  if (size(table, "conv1.weight", 2) !== 1 || table.has("conv2.weight")) return undefined;
  const stemWidth = size(table, "conv1.weight", 0);
  let from = stemWidth;
  const units: Unit[] = [];
  const stages = countFrom(table, (index) => `layer${index}.0.conv1.weight`, 1);
  for (let stage = 1; stage <= stages; stage++) {
    const count = countFrom(table, (index) => `layer${stage}.${index}.conv1.weight`);
    for (let index = 0; index < count; index++) {
      const name = `layer${stage}.${index}`;
      const middle = size(table, `${name}.conv1.weight`, 0);
      const to = size(table, `${name}.conv3.weight`, 0);
      const unit = {
        name,
        from,
        middle,
        to,
        stride: index === 0 ? 2 : 1,
        firstGroups: Math.max(1, from / size(table, `${name}.conv1.weight`, 1)),
        groups: Math.max(1, middle / size(table, `${name}.conv3.weight`, 1)),
      };
      units.push(unit);
      from = unit.stride === 1 ? to : from + to;
    }
  }
  const classifier = firstPresent(table, ["linear", "fc", "classifier"]);
  const classes = size(table, `${classifier}.weight`, 0);
  return describe({ stemWidth, units, groups: units[units.length - 1]?.groups ?? 1, classifier, classes });
}

/** Channels after each stage, by groups (Zhang et al. 2018, table 1). */
const WIDTHS: Readonly<Record<number, readonly number[]>> = { 2: [200, 400, 800], 3: [240, 480, 960] };
const UNITS = [4, 8, 4];

function member(groups: number, classes: number): Description {
  const stemWidth = 24;
  let from = stemWidth;
  const units = WIDTHS[groups].flatMap((width, stage) =>
    Array.from({ length: UNITS[stage] }, (_, index): Unit => {
      const to = index === 0 ? width - from : width;
      const unit = {
        name: `layer${stage + 1}.${index}`,
        from,
        middle: Math.trunc(to / 4),
        to,
        stride: index === 0 ? 2 : 1,
        firstGroups: from === stemWidth ? 1 : groups,
        groups,
      };
      from = width;
      return unit;
    }),
  );
  return describe({ stemWidth, units, groups, classifier: "linear", classes });
}

/** ShuffleNet (Zhang et al. 2018) with a stem for small images. */
export const shufflenetV1: Family = {
  recognise,
  members: (classes) => [2, 3].map((groups) => member(groups, classes)),
};
