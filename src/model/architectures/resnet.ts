import { residualNetwork } from "../../network/residual-network.ts";
import type { Architecture } from "../architecture.ts";
import { COMMON } from "./naming.ts";

/** Blocks in each of the four stages (He et al. 2016, table 1). */
const DEPTHS = {
  18: { bottleneck: false, stages: [2, 2, 2, 2] },
  34: { bottleneck: false, stages: [3, 4, 6, 3] },
  50: { bottleneck: true, stages: [3, 4, 6, 3] },
  101: { bottleneck: true, stages: [3, 4, 23, 3] },
} as const;

/** Channels that leave a bottleneck block, per channel inside it. */
const BOTTLENECK_EXPANSION = 4;

/**
 * The ImageNet residual networks with a stem for small images: one 3x3 convolution of stride 1 and no pooling in
 * place of the 7x7 of stride 2, then four stages with 64, 128, 256 and 512 channels.
 */
export function resNet<Depth extends keyof typeof DEPTHS>(depth: Depth) {
  const { bottleneck, stages } = DEPTHS[depth];
  return {
    id: `resnet${depth}` as const,
    title: `ResNet-${depth} with a 3x3 stem (64 to 512 channels)`,
    source: "He et al. 2016, table 1; stem as in the paper's CIFAR-100 networks",
    network: (classes) =>
      residualNetwork({
        ...COMMON,
        stemWidth: 64,
        bottleneck,
        stages: stages.map((blocks, stage) => {
          const width = 64 * 2 ** stage;
          return { blocks, width, out: bottleneck ? BOTTLENECK_EXPANSION * width : width };
        }),
        classes,
      }),
  } satisfies Architecture;
}
