import type { Architecture } from "../architecture.ts";
import { basicBlock, bottleneckBlock, residualNetwork } from "./residual.ts";

/** Blocks in each of the four stages (He et al. 2016, table 1). */
const DEPTHS = {
  18: { block: basicBlock, stages: [2, 2, 2, 2] },
  34: { block: basicBlock, stages: [3, 4, 6, 3] },
  50: { block: bottleneckBlock, stages: [3, 4, 6, 3] },
  101: { block: bottleneckBlock, stages: [3, 4, 23, 3] },
} as const;

/**
 * The ImageNet residual networks with a stem for small images: one 3x3 convolution of stride 1 and no pooling in
 * place of the 7x7 of stride 2, then four stages with 64, 128, 256 and 512 channels.
 */
export function resNet<Depth extends keyof typeof DEPTHS>(depth: Depth) {
  const { block, stages } = DEPTHS[depth];
  return {
    id: `resnet${depth}` as const,
    title: `ResNet-${depth} with a 3x3 stem (64 to 512 channels)`,
    source: "He et al. 2016, table 1; stem as in the paper's CIFAR-100 networks",
    build: (blocks, image, { classes }) =>
      residualNetwork(blocks, image, classes, {
        stem: 64,
        block,
        stages: stages.map((blockCount, stage) => ({ width: 64 * 2 ** stage, depth: blockCount })),
      }),
  } satisfies Architecture;
}
