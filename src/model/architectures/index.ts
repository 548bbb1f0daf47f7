import { findById } from "../../core/find-by-id.ts";
import type { Architecture } from "../architecture.ts";
import { cifarResNet } from "./cifar-resnet.ts";
import { resNet } from "./resnet.ts";

/** Every architecture, in the order help shows them. */
export const ARCHITECTURES = [
  cifarResNet(8),
  cifarResNet(20),
  cifarResNet(32),
  cifarResNet(44),
  cifarResNet(56),
  resNet(18),
  resNet(34),
  resNet(50),
  resNet(101),
] as const satisfies readonly Architecture[];

export type ArchitectureId = (typeof ARCHITECTURES)[number]["id"];

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
