import type { Dataset } from "../core/dataset.ts";
import type { Engine } from "../engine/index.ts";
import { identityOf, type Network } from "../model/network.ts";
import { ATTACK_RESULT_SCHEMA, type AttackResult, type AttackStudy } from "../result/attack-result.ts";
import { describeData } from "../result/describe-data.ts";
import type { AttackStudyPlan } from "./attack-study.ts";
import { brokenFirst } from "./attacked-examples.ts";

/** What was studied, and with what. */
interface Studied {
  readonly plan: AttackStudyPlan;
  readonly network: Network;
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly toolVersion: string;
  /** The question as a command line. */
  readonly command?: string;
}

/** A study with everything that it is of: what `ipswap-eval attack` writes. */
export function attackResult(
  study: AttackStudy,
  { plan, network, dataset, engine, toolVersion, command }: Studied,
): AttackResult {
  const { id, title, source, norm, loss, settings } = plan.attack;
  return {
    schema: ATTACK_RESULT_SCHEMA,
    tool: { name: "ipswap-eval", version: toolVersion },
    command: command ?? null,
    engine: engine.name,
    seed: plan.seed,
    checkpoint: identityOf(network),
    data: { ...describeData(dataset), count: study.examples.length },
    attack: { id, title, source, norm, loss, settings, target: plan.target },
    ...plan.budget,
    study,
    brokenFirst: brokenFirst(study.examples, plan.target),
  };
}
