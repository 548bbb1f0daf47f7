import { residualNetwork } from "../../network/residual-network.ts";
import type { Architecture } from "../architecture.ts";
import { COMMON } from "./naming.ts";

/**
 * The narrow residual networks for small images: depth 6n + 2, three stages of n basic blocks with 16, 32 and 64
 * channels. Shortcuts that change shape are 1x1 convolutions, as in the CRD and RepDistiller line of work, not the
 * zero padding of He et al.'s CIFAR experiments.
 */
export function cifarResNet<Depth extends number>(depth: Depth) {
  const blocks = (depth - 2) / 6;
  return {
    id: `resnet${depth}` as const,
    title: `ResNet-${depth} for small images (16, 32, 64 channels)`,
    source: "He et al. 2016, section 4.2; shortcuts as in Tian et al. 2020 (CRD)",
    initialization: "fan-out",
    side: 32,
    network: (classes) =>
      residualNetwork({
        ...COMMON,
        stemWidth: 16,
        bottleneck: false,
        stages: [16, 32, 64].map((width) => ({ blocks, width, out: width })),
        classes,
      }),
  } satisfies Architecture;
}
