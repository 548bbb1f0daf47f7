import { InputError } from "../../core/error.ts";
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
  const found = ARCHITECTURES.find((architecture) => architecture.id === id);
  if (found === undefined) {
    throw new InputError(subject, { expected: `one of ${ARCHITECTURES.map((a) => a.id).join(", ")}`, got: `"${id}"` });
  }
  return found;
}
