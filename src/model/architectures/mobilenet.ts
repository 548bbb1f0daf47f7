import { repDistillerMobileNetV2, torchvisionMobileNetV2 } from "../../import/architecture/families/mobilenet-v2.ts";
import type { Architecture } from "../architecture.ts";

const SANDLER = "Sandler et al. 2018";

/** MobileNetV2 of half the width, whose first convolution halves small images, as in RepDistiller. */
export const mobileNetV2Half = {
  id: "mobilenetv2-x0.5",
  title: "MobileNetV2 of width 0.5, first stride 2",
  source: `${SANDLER}; HobbitLong/RepDistiller, models/mobilenetv2.py`,
  initialization: "fan-out-flat",
  side: 32,
  network: repDistillerMobileNetV2,
} as const satisfies Architecture;

/** MobileNetV2 with strides for small images. */
export const mobileNetV2 = {
  id: "mobilenetv2",
  title: "MobileNetV2 of width 1 for small images",
  source: `${SANDLER}; chenyaofo/pytorch-cifar-models`,
  initialization: "fan-out-flat",
  side: 32,
  network: (classes) => torchvisionMobileNetV2(classes, false),
} as const satisfies Architecture;

/** MobileNetV2 as published. */
export const imagenetMobileNetV2 = {
  id: "imagenet-mobilenetv2",
  title: "MobileNetV2 of width 1 for large images",
  source: `${SANDLER}; torchvision`,
  initialization: "fan-out-flat",
  side: 224,
  network: (classes) => torchvisionMobileNetV2(classes, true),
} as const satisfies Architecture;
