import { workerData } from "node:worker_threads";
import { answerTasks } from "../../src/core/worker-thread.ts";
import { openSide } from "../../src/gate/open-side.ts";
import type { Slice } from "../false-alarms/simulation.ts";
import { populationOf } from "./population.ts";
import { simulateMargin, simulateNull, simulatePlanted } from "./simulate.ts";

/** Part of a simulation on one population. */
export interface PowerTask extends Slice {
  /** Folder of a result with two checkpoints. */
  readonly folder: string;
  readonly simulation: "null" | "planted" | "margin";
  /** Place in `QUESTIONS`; nothing for the null. */
  readonly question: number;
}

const populations = new Map(
  await Promise.all(
    (workerData as readonly string[]).map(async (folder) => {
      const sides = [await openSide(folder, { otherwise: "first" }), await openSide(folder, { otherwise: "last" })];
      return [folder, populationOf(sides[0], sides[1])] as const;
    }),
  ),
);

// Entry of a worker thread.
answerTasks(
  ({ folder, simulation, question, ...slice }: PowerTask) => {
    const population = populations.get(folder);
    if (population === undefined) throw new Error(`no population ${folder}`);
    if (simulation === "null") return simulateNull(population, slice);
    return simulation === "planted"
      ? simulatePlanted(population, question, slice)
      : simulateMargin(population, question, slice);
  },
  () => [],
);
