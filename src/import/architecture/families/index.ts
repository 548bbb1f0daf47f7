import type { Family } from "../family.ts";
import { densenet } from "./densenet.ts";
import { mobilenetV1 } from "./mobilenet-v1.ts";
import { mobilenetV2 } from "./mobilenet-v2.ts";
import { multiscaleVit } from "./multiscale-vit.ts";
import { preactResnet } from "./preact-resnet.ts";
import { repvgg } from "./repvgg.ts";
import { resnet } from "./resnet.ts";
import { seResnet } from "./se-resnet.ts";
import { shufflenetV1 } from "./shufflenet-v1.ts";
import { shufflenetV2 } from "./shufflenet-v2.ts";
import { vgg } from "./vgg.ts";
import { wideResnet } from "./wide-resnet.ts";

/** Every family of architectures whose weights can be read. A new one is a file and a line here. */
export const FAMILIES: readonly Family[] = [
  resnet,
  preactResnet,
  wideResnet,
  vgg,
  mobilenetV2,
  shufflenetV1,
  shufflenetV2,
  mobilenetV1,
  seResnet,
  densenet,
  repvgg,
  multiscaleVit,
];
