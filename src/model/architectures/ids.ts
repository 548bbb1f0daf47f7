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
] as const;

export type ArchitectureId = (typeof ARCHITECTURE_IDS)[number];
