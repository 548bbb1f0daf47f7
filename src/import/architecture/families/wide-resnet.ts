import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, sequential, stage, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { pooledAverage } from "../../../network/pooling.ts";
import { identity, padAfter } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { classifierOf, countFrom, size } from "../shape-table.ts";
import { WIDE_STYLES, type WideStyle } from "./wide-style.ts";

interface Plan {
  readonly style: WideStyle;
  readonly stemWidth: number;
  readonly blocks: number;
  readonly widths: readonly number[];
  readonly classifier: string;
  readonly classes: number;
}

function network({ style, stemWidth, blocks, widths, classifier, classes }: Plan): Layer {
  let from = stemWidth;
  const body = widths.map((to, index) => {
    const name = style.stage(index);
    const inStage = Array.from({ length: blocks }, (_, block) => {
      const first = block === 0;
      return wideBlock(style, `${name}.${block}`, { from: first ? from : to, to, stage: index, first });
    });
    from = to;
    const sequence = stage(name, inStage);
    const module = name.replace(/\.(layer|block)$/, "");
    return module === name ? sequence : blockEnd(module, sequence);
  });
  return sequential(
    convolution(style.stem, { from: 3, to: stemWidth, kernel: 3, bias: style.stemBias }),
    ...body,
    batchNorm(style.lastNorm, from, style.lastEpsilon),
    style.lastActivation,
    pooledAverage(),
    linear(classifier, from, classes),
  );
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly stage: number;
  readonly first: boolean;
}

function wideBlock(style: WideStyle, name: string, { from, to, stage, first }: Block): Layer {
  const { bias, activation } = style;
  const stride = stage > 0 && first ? 2 : 1;
  const strides = style.stridedConvolution === 0 ? [stride, 1] : [1, stride];
  const convolve = (index: number, channels: number): Layer => {
    const settings = { from: channels, to, kernel: 3, stride: strides[index], bias };
    const path = style.convolution(name, index);
    return strides[index] === 2 && style.padsAfter
      ? sequential(padAfter, convolution(path, { ...settings, padding: 0 }))
      : convolution(path, settings);
  };
  const norm = batchNorm(style.norm(name, 0), from);
  // Without effect on the output, but among the weights.
  const raw = first && style.rawStages.includes(stage);
  const before = raw
    ? { ...identity, weights: norm.weights.map((spec) => ({ ...spec, unused: true })) }
    : sequential(norm, activation);
  const residual = sequential(convolve(0, from), batchNorm(style.norm(name, 1), to), activation, convolve(1, to));
  if (from === to && stride === 1) return sum(sequential(before, residual), identity);
  const shortcut = convolution(`${name}.${style.shortcut}`, { from, to, kernel: 1, stride, bias });
  return style.shortcutActivated
    ? sequential(before, sum(residual, shortcut))
    : sum(sequential(before, residual), shortcut);
}

function describe(plan: Plan): Description {
  const { style, blocks, widths, classes } = plan;
  return {
    id: `wrn-${6 * blocks + 4}-${widths[0] / 16}${style.suffix}`,
    naming: style.title,
    size: 32,
    classes,
    network: network(plan),
    ...(style.unused && { unused: style.unused }),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  return WIDE_STYLES.filter((style) => follows(style, table)).map((style) => {
    const first = (stage: number, block = 0) => `${style.convolution(`${style.stage(stage)}.${block}`, 0)}.weight`;
    const classifier = classifierOf(table, [style.classifier, "fc", "linear"]);
    return describe({
      style,
      stemWidth: size(table, `${style.stem}.weight`, 0),
      blocks: countFrom(table, (block) => first(0, block)),
      widths: Array.from({ length: countFrom(table, (stage) => first(stage)) }, (_, stage) =>
        size(table, first(stage), 0),
      ),
      classifier,
      classes: size(table, `${classifier}.weight`, 0),
    });
  });
}

/** An ordinary residual network may have these names too; its blocks do not normalise their input. */
function follows({ stem, stage, convolution, norm, lastNorm, stemBias }: WideStyle, table: ShapeTable): boolean {
  return (
    table.has(`${stem}.weight`) &&
    table.has(`${stem}.bias`) === stemBias &&
    table.has(`${convolution(`${stage(0)}.0`, 1)}.weight`) &&
    table.has(`${lastNorm}.weight`) &&
    size(table, `${norm(`${stage(0)}.0`, 0)}.weight`, 0) === size(table, `${stem}.weight`, 0)
  );
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
      WIDE_STYLES.map((style) =>
        describe({
          style,
          stemWidth: 16,
          blocks: (depth - 4) / 6,
          widths: [16, 32, 64].map((width) => width * factor),
          classifier: style.classifier,
          classes,
        }),
      ),
    ),
};
