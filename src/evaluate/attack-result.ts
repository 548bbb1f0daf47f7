import type { EpsilonSpace } from "../core/condition.ts";
import type { NetworkIdentity } from "../model/network.ts";
import type { AttackStudy } from "./attack-study.ts";

export const ATTACK_RESULT_SCHEMA = "ipswap-eval/attack/1";

/** What `ipswap-eval attack` writes and prints: one attack on one checkpoint. Fractions throughout. */
export interface AttackResult {
  readonly schema: typeof ATTACK_RESULT_SCHEMA;
  readonly tool: { readonly name: string; readonly version: string };
  readonly seed: number;
  readonly engine: string;
  readonly checkpoint: NetworkIdentity;
  readonly data: {
    readonly name: string;
    readonly split: string;
    readonly count: number;
    readonly classes: readonly string[];
    readonly sha256: string;
  };
  readonly attack: {
    readonly id: string;
    readonly title: string;
    readonly source: string;
    readonly norm: string;
    readonly loss: string;
    readonly settings: Readonly<Record<string, number | boolean>>;
    /** Class that it aims at. */
    readonly target?: number | undefined;
  };
  readonly space: EpsilonSpace;
  readonly epsilon: number;
  readonly study: AttackStudy;
  /** Rows of `study.examples`, the first to break first. */
  readonly brokenFirst: readonly number[];
}
