import type { TrainingRun } from "../training-run.ts";
import type { Chart, Panel } from "./chart.ts";
import { seriesScales } from "./theme.ts";

/** Points of a run's curve: of more epochs every second, third, ... one is drawn, and the last. */
const MOST_POINTS = 200;

/** Loss and accuracy against the epoch, a series for each run; undefined where there is none. */
export function trainingCurves(runs: readonly TrainingRun[]): Chart | undefined {
  const trained = runs.filter(({ epochs }) => epochs.length > 0);
  if (trained.length === 0) return undefined;
  const names = trained.map(({ name }) => name);
  const rows = trained.flatMap(({ name, epochs }) => thinned(epochs).map((record) => ({ run: name, ...record })));
  const tested = rows.flatMap(({ run, epoch, testAccuracy }) =>
    testAccuracy === undefined ? [] : [{ run, epoch, accuracy: testAccuracy, on: "test images" }],
  );
  const { color } = seriesScales(names);
  const legend = { symbolType: "stroke", symbolOpacity: 1, symbolStrokeWidth: 2.5 } as const;
  const colored = { field: "run", type: "nominal" as const, scale: color, title: null, legend };
  const accuracies = [
    ...rows.map(({ run, epoch, accuracy }) => ({ run, epoch, accuracy, on: "training batches" })),
    ...tested,
  ];
  const epoch = {
    field: "epoch",
    type: "quantitative" as const,
    title: "epoch",
    axis: { tickMinStep: 1, format: "d" },
  };
  const panels: Panel[] = [
    {
      title: "loss",
      width: 300,
      height: 220,
      data: { values: rows.map(({ run, epoch: of, loss }) => ({ run, epoch: of, loss })) },
      mark: { type: "line", strokeWidth: 2 },
      encoding: { x: epoch, y: { field: "loss", type: "quantitative", title: "loss, nats" }, color: colored },
    },
    {
      title: "accuracy",
      width: 300,
      height: 220,
      data: { values: accuracies },
      mark: { type: "line", strokeWidth: 2 },
      encoding: {
        x: epoch,
        y: { field: "accuracy", type: "quantitative", title: "accuracy", axis: { format: ".0%" } },
        color: colored,
        strokeDash: {
          field: "on",
          type: "nominal",
          scale: {
            domain: ["test images", "training batches"],
            range: [
              [1, 0],
              [3, 3],
            ],
          },
          title: null,
          legend,
        },
      },
    },
  ];
  return {
    id: "training-curves",
    title: "Training",
    description:
      "Loss and accuracy of each epoch: means over its augmented batches, which methods that mix images or labels make " +
      "harder than the test images, and the accuracy on the test images where it was measured.",
    spec: { hconcat: panels },
    table: {
      columns: ["run", "epoch", "loss", "accuracy", "accuracy on test images"],
      rows: rows.map(({ run, epoch: of, loss, accuracy, testAccuracy }) => [
        run,
        of,
        loss,
        accuracy,
        testAccuracy ?? null,
      ]),
    },
  };
}

function thinned<T>(all: readonly T[]): readonly T[] {
  const step = Math.ceil(all.length / MOST_POINTS);
  return all.filter((_, i) => i % step === 0 || i === all.length - 1);
}
