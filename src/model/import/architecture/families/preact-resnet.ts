import type { Description, Family, ShapeTable } from "../family.ts";
import type { Layer } from "../layer.ts";
import { batchNorm, convolution, globalAverage, identity, linear, relu, sequential, sum } from "../layers.ts";
import { countFrom, firstPresent, size } from "../shape-table.ts";

interface Plan {
  readonly stages: readonly { readonly blocks: number; readonly width: number }[];
  readonly bottleneck: boolean;
  /** Name of the normalisation after the last block, where there is one; kuangliu's has none. */
  readonly lastNorm: string | undefined;
  readonly stemWidth: number;
  readonly classifier: string;
  readonly classes: number;
}

const EXPANSION = 4;

function network({ stages, bottleneck, lastNorm, stemWidth, classifier, classes }: Plan): Layer {
  const layers: Layer[] = [convolution("conv1", { from: 3, to: stemWidth, kernel: 3 })];
  let from = stemWidth;
  for (const [index, { blocks, width }] of stages.entries()) {
    const to = bottleneck ? width * EXPANSION : width;
    for (let block = 0; block < blocks; block++) {
      const stride = index > 0 && block === 0 ? 2 : 1;
      layers.push(preactivated(`layer${index + 1}.${block}`, from, width, to, stride, bottleneck));
      from = to;
    }
  }
  const last = lastNorm === undefined ? identity : sequential(batchNorm(lastNorm, from), relu);
  return sequential(...layers, last, globalAverage, linear(classifier, from, classes));
}

/** Normalisation and activation before each convolution; a shortcut with a convolution sees the activated input. */
function preactivated(
  name: string,
  from: number,
  width: number,
  to: number,
  stride: number,
  bottleneck: boolean,
): Layer {
  const before = sequential(batchNorm(`${name}.bn1`, from), relu);
  const next = (index: number, settings: { from: number; to: number; kernel: number; stride?: number }) =>
    sequential(batchNorm(`${name}.bn${index}`, settings.from), relu, convolution(`${name}.conv${index}`, settings));
  const residual = bottleneck
    ? sequential(
        convolution(`${name}.conv1`, { from, to: width, kernel: 1 }),
        next(2, { from: width, to: width, kernel: 3, stride }),
        next(3, { from: width, to, kernel: 1 }),
      )
    : sequential(
        convolution(`${name}.conv1`, { from, to: width, kernel: 3, stride }),
        next(2, { from: width, to, kernel: 3 }),
      );
  if (stride === 1 && from === to) return sum(sequential(before, residual), identity);
  return sequential(before, sum(residual, convolution(`${name}.shortcut.0`, { from, to, kernel: 1, stride })));
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
    id: `preact-resnet${depth}`,
    naming: "kuangliu/pytorch-cifar",
    size: 32,
    classes: plan.classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): Description | undefined {
  const inputs = size(table, "layer1.0.conv1.weight", 1);
  if (inputs === 0 || size(table, "layer1.0.bn1.weight", 0) !== inputs || table.has("bn1.weight")) return undefined;
  // A basic block that keeps its width looks the same either way; its stem tells.
  const classifier = firstPresent(table, ["linear", "fc", "classifier"]);
  const stages = Array.from({ length: countFrom(table, (i) => `layer${i}.0.conv1.weight`, 1) }, (_, index) => ({
    blocks: countFrom(table, (block) => `layer${index + 1}.${block}.conv1.weight`),
    width: size(table, `layer${index + 1}.0.conv1.weight`, 0),
  }));
  return describe({
    stages,
    bottleneck: table.has("layer1.0.conv3.weight"),
    lastNorm: table.has("bn.weight") ? "bn" : undefined,
    stemWidth: size(table, "conv1.weight", 0),
    classifier,
    classes: size(table, `${classifier}.weight`, 0),
  });
}

/** Residual networks with pre-activation (He et al. 2016, "Identity Mappings in Deep Residual Networks"). */
export const preactResnet: Family = {
  recognise,
  members: (classes) =>
    Object.values(DEPTHS).map(({ bottleneck, blocks }) =>
      describe({
        stages: blocks.map((count, index) => ({ blocks: count, width: 64 * 2 ** index })),
        bottleneck,
        lastNorm: undefined,
        stemWidth: 64,
        classifier: "linear",
        classes,
      }),
    ),
};
