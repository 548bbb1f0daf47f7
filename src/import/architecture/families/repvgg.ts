import { relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { blockEnd, sequential, sum } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { pooledAverage } from "../../../network/pooling.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { countFrom, size } from "../shape-table.ts";

interface Block {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  readonly groups: number;
}

interface Plan {
  /** The first stage is one block; the names of its parts have no place in a sequence. */
  readonly blocks: readonly Block[];
  readonly stages: readonly number[];
  /** Whether each block's branches were joined into one convolution. */
  readonly deployed: boolean;
  /** Whether the first two stages halve the size, as for large images. */
  readonly large: boolean;
  readonly classes: number;
}

function network({ blocks, deployed, classes }: Plan): Layer {
  const last = blocks[blocks.length - 1]?.to ?? 0;
  const body = blocks.map((block) => blockEnd(block.name, deployed ? joined(block) : branches(block)));
  return sequential(...body, pooledAverage(), linear("linear", last, classes));
}

function joined({ name, ...settings }: Block): Layer {
  return sequential(convolution(`${name}.rbr_reparam`, { ...settings, kernel: 3, bias: true }), relu);
}

/** A 3x3 and a 1x1 convolution, and where the shape stays the input itself, each normalised, added. */
function branches({ name, ...settings }: Block): Layer {
  const { from, to, stride } = settings;
  const branch = (part: string, kernel: number): Layer =>
    sequential(convolution(`${name}.${part}.conv`, { ...settings, kernel }), batchNorm(`${name}.${part}.bn`, to));
  const convolved = sum(branch("rbr_dense", 3), branch("rbr_1x1", 1));
  const keeps = from === to && stride === 1;
  return sequential(keeps ? sum(convolved, batchNorm(`${name}.rbr_identity`, from)) : convolved, relu);
}

/** Blocks of the four stages and width of the first and the last (Ding et al. 2021, tables 2 and 3). */
const MEMBERS = [
  ["a0", [2, 4, 14, 1], 48, 1280],
  ["a1", [2, 4, 14, 1], 64, 1280],
  ["a2", [2, 4, 14, 1], 96, 1408],
  ["b0", [4, 6, 16, 1], 64, 1280],
  ["b1", [4, 6, 16, 1], 128, 2048],
  ["b2", [4, 6, 16, 1], 160, 2560],
  ["b3", [4, 6, 16, 1], 192, 2560],
] as const;

function describe(plan: Plan): Description {
  const { blocks, stages, large, deployed, classes } = plan;
  const [first, last] = [blocks[1]?.to, blocks[blocks.length - 1]?.to];
  const member = MEMBERS.find(([, counts, a, b]) => counts.join() === stages.join() && a === first && b === last);
  return {
    id: `${large ? "imagenet-" : ""}repvgg-${member?.[0] ?? `${stages.join("-")}-${first}`}`,
    naming: `DingXiaoH/RepVGG, chenyaofo/pytorch-cifar-models${deployed ? ", deployed" : ""}`,
    size: large ? 224 : 32,
    classes,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const deployed = table.has("stage0.rbr_reparam.weight");
  if (!deployed && !table.has("stage0.rbr_dense.conv.weight")) return [];
  const kernel = (name: string) => `${name}.${deployed ? "rbr_reparam" : "rbr_dense.conv"}.weight`;
  const stages = [1, 2, 3, 4].map((stage) => countFrom(table, (block) => kernel(`stage${stage}.${block}`)));
  const classes = size(table, "linear.weight", 0);
  // A thousand classes are ImageNet's.
  return (classes === 1000 ? [true, false] : [false, true]).map((large) => {
    const stride = (stage: number, block: number) => (block > 0 ? 1 : stage > 1 || large ? 2 : 1);
    const places = stages.flatMap((count, stage) =>
      Array.from({ length: count }, (_, block) => ({
        name: `stage${stage + 1}.${block}`,
        stride: stride(stage + 1, block),
      })),
    );
    const blocks: Block[] = [];
    for (const place of [{ name: "stage0", stride: large ? 2 : 1 }, ...places]) {
      const from = blocks[blocks.length - 1]?.to ?? 3;
      const to = size(table, kernel(place.name), 0);
      blocks.push({ ...place, from, to, groups: Math.max(1, from / size(table, kernel(place.name), 1)) });
    }
    return describe({ blocks, stages, deployed, large, classes });
  });
}

function members(classes: number): Description[] {
  return MEMBERS.flatMap(([, stages, first, last]) =>
    [true, false].flatMap((deployed) =>
      [false, true].map((large) => {
        const widths = [first, 2 * first, 4 * first, last];
        const blocks: Block[] = [
          { name: "stage0", from: 3, to: Math.min(64, first), stride: large ? 2 : 1, groups: 1 },
        ];
        for (const [stage, count] of stages.entries()) {
          for (let block = 0; block < count; block++) {
            const from = blocks[blocks.length - 1].to;
            const stride = block > 0 ? 1 : stage > 0 || large ? 2 : 1;
            blocks.push({ name: `stage${stage + 1}.${block}`, from, to: widths[stage], stride, groups: 1 });
          }
        }
        return describe({ blocks, stages, deployed, large, classes });
      }),
    ),
  );
}

/** RepVGG (Ding et al. 2021), as it is trained and as it is deployed. */
export const repvgg: Family = { recognise, members };
