/** Every architecture by its id, in the order help shows them; apart from the networks, so that help needs no engine. */
export const ARCHITECTURE_IDS = [
  "resnet8",
  "resnet20",
  "resnet32",
  "resnet44",
  "resnet56",
  "resnet18",
  "resnet34",
  "resnet50",
  "resnet101",
  "vgg13-bn",
  "vgg16-bn",
  "shufflenetv1-g3",
  "shufflenetv2",
  "mobilenetv2-x0.5",
  "mobilenetv2",
  "mvitv2-t",
  "mvitv2-s",
  "imagenet-resnet18",
  "imagenet-resnet34",
  "imagenet-resnet50",
  "imagenet-resnet101",
  "imagenet-mobilenetv2",
] as const;

export type ArchitectureId = (typeof ARCHITECTURE_IDS)[number];
