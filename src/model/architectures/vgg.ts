import { repDistillerVgg } from "../../import/architecture/families/vgg.ts";
import type { Architecture } from "../architecture.ts";

/** VGG with batch normalisation and one linear layer, as RepDistiller trains it on CIFAR-100. */
export function vgg<Depth extends 13 | 16>(depth: Depth) {
  return {
    id: `vgg${depth}-bn` as const,
    title: `VGG-${depth} with batch normalisation and one linear layer`,
    source: "Simonyan and Zisserman 2015; HobbitLong/RepDistiller, models/vgg.py",
    initialization: "fan-out-flat",
    side: 32,
    network: (classes, size) => repDistillerVgg(depth, classes, size?.height ?? 32),
  } satisfies Architecture;
}
