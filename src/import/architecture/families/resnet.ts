import { type ResidualPlan, type ResidualStage, residualNetwork } from "../../../network/residual-network.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { countFrom, size } from "../shape-table.ts";
import { KUANGLIU, type ResnetNaming, resnetNaming, TORCHVISION, WEIAICUNZAI } from "./resnet-naming.ts";

type Plan = ResidualPlan & { readonly naming: ResnetNaming };

/** Blocks per stage of the networks of He et al. 2016, table 1. */
const DEPTHS: Readonly<Record<string, { readonly bottleneck: boolean; readonly blocks: readonly number[] }>> = {
  18: { bottleneck: false, blocks: [2, 2, 2, 2] },
  34: { bottleneck: false, blocks: [3, 4, 6, 3] },
  50: { bottleneck: true, blocks: [3, 4, 6, 3] },
  101: { bottleneck: true, blocks: [3, 4, 23, 3] },
  152: { bottleneck: true, blocks: [3, 8, 36, 3] },
};

/** The usual id: `resnet20`, `resnet32x4`, `resnet18`, `imagenet-resnet50`, with what is unusual behind it. */
function idOf({ stemKernel, stemWidth, stemPool, bottleneck, groups, stages }: Plan): string {
  const blocks = stages.map((stage) => stage.blocks);
  const known = Object.entries(DEPTHS).find(
    ([, depth]) => depth.bottleneck === bottleneck && depth.blocks.join() === blocks.join(),
  );
  const depth = known?.[0] ?? `${2 + (bottleneck ? 3 : 2) * blocks.reduce((total, count) => total + count, 0)}`;
  const base = stages.length === 3 && stemWidth < 64 ? 16 : 64;
  const factor = (stages[0]?.width ?? base) / base;
  const suffix = `${factor === 1 ? "" : `x${factor}`}${groups === 1 ? "" : `-${groups}groups`}`;
  // RepDistiller's resnet8x4 has stages of 64, 128 and 256 channels after a stem of 32.
  const widened = stages.length === 3 && stemWidth === 32 && factor === 4 ? "x4" : suffix;
  const block = stages.length === 3 && bottleneck && groups === 1 ? "-bottleneck" : "";
  const large = stemKernel > 3;
  return `${large ? "imagenet-" : ""}resnet${depth}${widened}${block}${stemPool && !large ? "-maxpool" : ""}`;
}

function describe(plan: Plan): Description {
  const option = plan.shortcut === "pad" ? ", option A shortcuts" : "";
  return {
    id: idOf(plan),
    naming: plan.stemPool && plan.stemKernel === 3 ? "huyvnphan/PyTorch_CIFAR10" : `${plan.naming.title}${option}`,
    size: plan.stemKernel > 3 ? 224 : 32,
    classes: plan.classes,
    network: residualNetwork(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const naming = resnetNaming(table);
  if (naming === undefined) return [];
  const weight = (block: string, index: number) => `${naming.convolution(block, index)}.weight`;
  const first = `${naming.stage(0)}.0`;
  // A pre-activation block normalises its input: another family.
  const bottleneck = table.has(weight(first, 2));
  if (size(table, `${naming.norm(first, 0)}.weight`, 0) !== size(table, weight(first, 0), 0)) return [];
  if (!table.has(`${naming.stemNorm}.weight`)) return [];
  const stages: ResidualStage[] = [];
  while (table.has(weight(`${naming.stage(stages.length)}.0`, 0))) {
    const stage = naming.stage(stages.length);
    stages.push({
      blocks: countFrom(table, (block) => weight(`${stage}.${block}`, 0)),
      width: size(table, weight(`${stage}.0`, 0), 0),
      out: size(table, weight(`${stage}.0`, bottleneck ? 2 : 1), 0),
    });
  }
  const stem = `${naming.stemConvolution}.weight`;
  const [{ width }] = stages;
  const stemKernel = size(table, stem, 2);
  const stemWidth = size(table, stem, 0);
  const plan: Plan = {
    naming,
    stemKernel,
    stemWidth,
    stemPool: stemKernel > 3,
    bias: table.has(`${naming.stemConvolution}.bias`),
    bottleneck,
    groups: bottleneck ? width / size(table, weight(first, 1), 1) : 1,
    firstGroups: bottleneck ? stemWidth / size(table, weight(first, 0), 1) : 1,
    stages,
    shortcut: [...table.keys()].some((name) => name.includes(`.${naming.shortcutModule}.`)) ? "convolution" : "pad",
    classes: size(table, `${naming.classifier}.weight`, 0),
  };
  // torchvision's network with a 3x3 stem is trained without its pool and with it.
  const pooled = naming.shortcutModule === TORCHVISION.shortcutModule && stemKernel === 3 && stages.length === 4;
  return [describe(plan), ...(pooled ? [describe({ ...plan, stemPool: true })] : [])];
}

const PLAIN = { stemPool: false, bias: false, groups: 1, firstGroups: 1 };

function members(classes: number): Description[] {
  const small = [8, 14, 20, 32, 44, 56, 110].flatMap((depth) =>
    [1, 4].flatMap((factor) => {
      const stages = [16, 32, 64].map((width) => ({
        blocks: (depth - 2) / 6,
        width: width * factor,
        out: width * factor,
      }));
      const plan = { ...PLAIN, stemKernel: 3, stemWidth: factor === 4 ? 32 : 16, bottleneck: false, stages, classes };
      return [
        describe({ ...plan, naming: TORCHVISION, shortcut: "convolution" }),
        describe({ ...plan, naming: KUANGLIU, shortcut: "convolution" }),
        ...(factor === 1 ? [describe({ ...plan, naming: KUANGLIU, shortcut: "pad" })] : []),
      ];
    }),
  );
  const large = Object.values(DEPTHS).flatMap(({ bottleneck, blocks }) => {
    const stages = blocks.map((count, index) => {
      const width = 64 * 2 ** index;
      return { blocks: count, width, out: bottleneck ? 4 * width : width };
    });
    const plan = { ...PLAIN, stemWidth: 64, bottleneck, stages, shortcut: "convolution", classes } as const;
    return [
      ...[TORCHVISION, KUANGLIU, WEIAICUNZAI].map((naming) => describe({ ...plan, naming, stemKernel: 3 })),
      describe({ ...plan, naming: TORCHVISION, stemKernel: 7, stemPool: true }),
    ];
  });
  return [...small, ...large];
}

/** Residual networks (He et al. 2016): for small images with three or four stages, and torchvision's. */
export const resnet: Family = { recognise, members };
