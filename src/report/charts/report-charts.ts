import type { EpsilonSpace } from "../../core/condition.ts";
import { measuredConditions } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import type { TrainingRun } from "../training-run.ts";
import { accuracyEpsilonChart } from "./accuracy-epsilon.ts";
import type { Chart } from "./chart.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import { corruptionHeatmap } from "./corruption-heatmap.ts";
import { reliabilityDiagram } from "./reliability-diagram.ts";
import { riskCoverageChart } from "./risk-coverage.ts";
import { trainingCurves } from "./training-curves.ts";
import { trainingDynamics } from "./training-dynamics.ts";

/** Every chart that a result has, by the section that it belongs to. */
export interface ReportCharts {
  readonly clean: readonly Chart[];
  readonly attacks: readonly { readonly space: EpsilonSpace; readonly chart: Chart }[];
  readonly corruptions: readonly Chart[];
  readonly classes: readonly Chart[];
  readonly training: readonly Chart[];
}

/** @param runs how checkpoints were trained, where that is known */
export function reportCharts(result: Result, runs: readonly TrainingRun[] = []): ReportCharts {
  const { checkpoints, data } = result;
  const spaces = [...new Set(measuredConditions(checkpoints, "attack").map(({ space }) => space))];
  const given = (chart: Chart | undefined) => (chart === undefined ? [] : [chart]);
  return {
    clean: [reliabilityDiagram(checkpoints), riskCoverageChart(checkpoints)],
    attacks: spaces.flatMap((space) => given(accuracyEpsilonChart(result, space)).map((chart) => ({ space, chart }))),
    corruptions: given(corruptionHeatmap(result)),
    classes: given(confusionMatrix(checkpoints, data.classes)),
    training: [...given(trainingCurves(runs)), ...trainingDynamics(runs)],
  };
}

/** The charts in the order in which they are shown. */
export function chartsOf({ clean, attacks, corruptions, classes, training }: ReportCharts): readonly Chart[] {
  return [...clean, ...attacks.map(({ chart }) => chart), ...corruptions, ...classes, ...training];
}
