import { repDistillerShuffleNetV1 } from "../../import/architecture/families/shufflenet-v1.ts";
import { repDistillerShuffleNetV2 } from "../../import/architecture/families/shufflenet-v2.ts";
import type { Architecture } from "../architecture.ts";

/** ShuffleNet with three groups, for small images. */
export const shuffleNetV1 = {
  id: "shufflenetv1-g3",
  title: "ShuffleNet with 3 groups (240, 480, 960 channels)",
  source: "Zhang et al. 2018; HobbitLong/RepDistiller, models/ShuffleNetv1.py",
  initialization: "uniform",
  side: 32,
  network: repDistillerShuffleNetV1,
} as const satisfies Architecture;

/** ShuffleNetV2 of width 1, for small images. */
export const shuffleNetV2 = {
  id: "shufflenetv2",
  title: "ShuffleNetV2 of width 1 (116, 232, 464 channels)",
  source: "Ma et al. 2018; HobbitLong/RepDistiller, models/ShuffleNetv2.py",
  initialization: "uniform",
  side: 32,
  network: repDistillerShuffleNetV2,
} as const satisfies Architecture;
