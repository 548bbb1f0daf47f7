import { findById } from "../../core/find-by-id.ts";
import type { Architecture } from "../architecture.ts";
import { cifarResNet } from "./cifar-resnet.ts";
import { ARCHITECTURE_IDS, type ArchitectureId } from "./ids.ts";
import { resNet } from "./resnet.ts";

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
