import { answerTasks } from "../../src/core/worker-thread.ts";
import { simulateAtTheMargin } from "./at-the-margin.ts";
import { simulateNoDifference } from "./no-difference.ts";
import type { Slice } from "./simulation.ts";

const simulations = { noDifference: simulateNoDifference, atTheMargin: simulateAtTheMargin };

export interface SimulationTask extends Slice {
  readonly simulation: keyof typeof simulations;
}

// Entry of a worker thread.
answerTasks(
  ({ simulation, ...slice }: SimulationTask) => simulations[simulation](slice),
  () => [],
);
