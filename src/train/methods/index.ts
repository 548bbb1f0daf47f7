import { InputError } from "../../core/error.ts";
import type { MethodFactory } from "../method.ts";

/** A method as help and tables show it; what it does is read when it is asked for, TensorFlow.js with it. */
export interface MethodEntry {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  load(): Promise<MethodFactory>;
}

const PAPER = "Choi, Jeon, Shukla, Turaga: Intra-class Patch Swap for Self-Distillation";

/** Every training method, in the order help shows them. */
export const METHODS = [
  {
    id: "hard-label",
    title: "Cross-entropy with the label",
    source: "the baseline of every comparison",
    load: async () => (await import("./hard-label.ts")).hardLabel,
  },
  {
    id: "label-smoothing",
    title: "Label smoothing",
    source: "Szegedy et al. 2016, section 7",
    load: async () => (await import("./label-smoothing.ts")).labelSmoothing,
  },
  {
    id: "cutout",
    title: "CutOut",
    source: "DeVries and Taylor 2017",
    load: async () => (await import("./mixing.ts")).mixingMethod((await import("./cutout.ts")).cutout),
  },
  {
    id: "mixup",
    title: "MixUp",
    source: "Zhang et al. 2018",
    load: async () => (await import("./mixing.ts")).mixingMethod((await import("./mixup.ts")).mixup),
  },
  {
    id: "cutmix",
    title: "CutMix",
    source: "Yun et al. 2019",
    load: async () => (await import("./mixing.ts")).mixingMethod((await import("./cutmix.ts")).cutmix),
  },
  {
    id: "swap",
    title: "Patch swap within the class, cross-entropy only",
    source: PAPER,
    load: async () => (await import("./swap.ts")).swap,
  },
  {
    id: "ipswap",
    title: "Patch swap within the class with self-distillation",
    source: PAPER,
    load: async () => (await import("./ipswap.ts")).ipswap,
  },
  {
    id: "ipswap+cutout",
    title: "CutOut, then patch swap with self-distillation",
    source: `${PAPER}, table 13`,
    load: async () => (await import("./ipswap.ts")).ipswapWith((await import("./cutout.ts")).cutout),
  },
  {
    id: "ipswap+mixup",
    title: "MixUp, then patch swap with self-distillation",
    source: `${PAPER}, table 13`,
    load: async () => (await import("./ipswap.ts")).ipswapWith((await import("./mixup.ts")).mixup),
  },
  {
    id: "ipswap+cutmix",
    title: "CutMix, then patch swap with self-distillation",
    source: `${PAPER}, table 13`,
    load: async () => (await import("./ipswap.ts")).ipswapWith((await import("./cutmix.ts")).cutmix),
  },
] as const satisfies readonly MethodEntry[];

export type MethodId = (typeof METHODS)[number]["id"];

/** @throws InputError on an id that is not in the list */
export function findMethod(id: string): MethodEntry & { readonly id: MethodId } {
  const found = METHODS.find((method) => method.id === id);
  if (found === undefined) {
    throw new InputError("`method`", { expected: `one of ${METHODS.map((m) => m.id).join(", ")}`, got: `"${id}"` });
  }
  return found;
}
