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

const stagesOf = (depth: keyof typeof DEPTHS) =>
  DEPTHS[depth].stages.map((blocks, stage) => {
    const width = 64 * 2 ** stage;
    return { blocks, width, out: DEPTHS[depth].bottleneck ? BOTTLENECK_EXPANSION * width : width };
  });

/**
 * The ImageNet residual networks with a stem for small images: one 3x3 convolution of stride 1 and no pooling in
 * place of the 7x7 of stride 2, then four stages with 64, 128, 256 and 512 channels.
 */
export function resNet<Depth extends keyof typeof DEPTHS>(depth: Depth) {
  const { bottleneck } = DEPTHS[depth];
  return {
    id: `resnet${depth}` as const,
    title: `ResNet-${depth} with a 3x3 stem (64 to 512 channels)`,
    source: "He et al. 2016, table 1; stem as in the paper's CIFAR-100 networks",
    initialization: "fan-out",
    side: 32,
    network: (classes) =>
      residualNetwork({
        ...COMMON,
        stemWidth: 64,
        bottleneck,
        stages: stagesOf(depth),
        classes,
      }),
  } satisfies Architecture;
}

/** The same for large images, as torchvision has them: a 7x7 stem of stride 2 and a pool. */
export function imagenetResNet<Depth extends keyof typeof DEPTHS>(depth: Depth) {
  const { bottleneck } = DEPTHS[depth];
  return {
    id: `imagenet-resnet${depth}` as const,
    title: `ResNet-${depth} for large images (7x7 stem, pool)`,
    source: "He et al. 2016, table 1; torchvision",
    initialization: "fan-out",
    side: 224,
    network: (classes) =>
      residualNetwork({
        ...COMMON,
        stemKernel: 7,
        stemPool: true,
        stemWidth: 64,
        bottleneck,
        stages: stagesOf(depth),
        classes,
      }),
  } satisfies Architecture;
}
