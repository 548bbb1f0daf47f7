import { findById } from "../../core/find-by-id.ts";
import type { Architecture } from "../architecture.ts";
import { cifarResNet } from "./cifar-resnet.ts";
import { ARCHITECTURE_IDS, type ArchitectureId } from "./ids.ts";
import { imagenetMobileNetV2, mobileNetV2, mobileNetV2Half } from "./mobilenet.ts";
import { mvitV2 } from "./mvit.ts";
import { imagenetResNet, resNet } from "./resnet.ts";
import { shuffleNetV1, shuffleNetV2 } from "./shufflenet.ts";
import { vgg } from "./vgg.ts";

const BY_ID: { readonly [Id in ArchitectureId]: Architecture & { readonly id: Id } } = {
  resnet8: cifarResNet(8),
  resnet20: cifarResNet(20),
  resnet32: cifarResNet(32),
  resnet44: cifarResNet(44),
  resnet56: cifarResNet(56),
  resnet18: resNet(18),
  resnet34: resNet(34),
  resnet50: resNet(50),
  resnet101: resNet(101),
  "vgg13-bn": vgg(13),
  "vgg16-bn": vgg(16),
  "shufflenetv1-g3": shuffleNetV1,
  shufflenetv2: shuffleNetV2,
  "mobilenetv2-x0.5": mobileNetV2Half,
  mobilenetv2: mobileNetV2,
  "mvitv2-t": mvitV2("t"),
  "mvitv2-s": mvitV2("s"),
  "imagenet-resnet18": imagenetResNet(18),
  "imagenet-resnet34": imagenetResNet(34),
  "imagenet-resnet50": imagenetResNet(50),
  "imagenet-resnet101": imagenetResNet(101),
  "imagenet-mobilenetv2": imagenetMobileNetV2,
};

/** Every architecture, in the order help shows them. */
export const ARCHITECTURES = ARCHITECTURE_IDS.map((id) => BY_ID[id]);

/**
 * The architecture of this id.
 *
 * @param subject what named it, for the error: an option, a file
 * @throws InputError on an id that is not in the list
 */
export function findArchitecture(
  id: string,
  subject = "`architecture`",
): Architecture & { readonly id: ArchitectureId } {
  return findById(ARCHITECTURES, id, subject);
}
