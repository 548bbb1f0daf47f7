import type { RunDynamics, TrainingRun } from "../training-run.ts";
import type { Chart, Panel } from "./chart.ts";
import { seriesScales } from "./theme.ts";

const SIDES = [
  { side: "swapped", name: "with swapped patches" },
  { side: "unswapped", name: "without" },
] as const;
const NAMES = SIDES.map(({ name }) => name);

/** What runs that were asked for it noted of their dynamics: gradients by depth, and pairs and the gap over the epochs. */
export function trainingDynamics(runs: readonly TrainingRun[]): readonly Chart[] {
  const noted = runs
    .map(({ name, epochs }) => ({
      name,
      epochs: epochs.flatMap(({ epoch, dynamics, accuracy, testAccuracy }) =>
        dynamics === undefined ? [] : [{ epoch, dynamics, accuracy, testAccuracy }],
      ),
    }))
    .filter(({ epochs }) => epochs.length > 0);
  return noted.length === 0 ? [] : [gradientsByDepth(noted), pairsOverEpochs(noted)];
}

interface NotedRun {
  readonly name: string;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly dynamics: RunDynamics;
    readonly accuracy: number;
    readonly testAccuracy: number | undefined;
  }[];
}

/** Mean absolute gradient of each convolution, over all epochs, a panel for each run. */
function gradientsByDepth(runs: readonly NotedRun[]): Chart {
  const rows = runs.flatMap(({ name, epochs }) =>
    epochs[0].dynamics.convolutions.flatMap((convolution, depth) =>
      SIDES.map(({ side, name: images }) => ({
        run: name,
        convolution,
        depth: depth + 1,
        images,
        gradient: epochs.reduce((sum, { dynamics }) => sum + dynamics[side].gradients[depth], 0) / epochs.length,
      })),
    ),
  );
  const { color, dash } = seriesScales(NAMES);
  return {
    id: "gradients-by-depth",
    title: "Gradients of the convolutions",
    description:
      "Mean absolute gradient of each convolution's kernel, in the order in which the network has them, mean over epochs, on the same pairs of images with patches exchanged and without. The loss is cross-entropy and distillation between the pair's images for every run.",
    spec: {
      hconcat: runs.map(
        ({ name }): Panel => ({
          title: name,
          width: 300,
          height: 220,
          data: { values: rows.filter(({ run }) => run === name) },
          mark: { type: "line", strokeWidth: 2, point: { size: 20, filled: true } },
          encoding: {
            x: { field: "depth", type: "quantitative", title: "convolution", axis: { tickMinStep: 1, format: "d" } },
            y: { field: "gradient", type: "quantitative", title: "mean |gradient|", axis: { format: ".1e" } },
            color: { field: "images", type: "nominal", scale: color, title: null },
            strokeDash: { field: "images", type: "nominal", scale: dash, title: null },
          },
        }),
      ),
    },
    table: {
      columns: ["run", "convolution", "images", "mean |gradient|"],
      rows: rows.map(({ run, convolution, images, gradient }) => [run, convolution, images, gradient]),
    },
  };
}

/** Over the epochs: how far apart a pair's images are, how hard distillation pulls, how far training is ahead of testing. */
function pairsOverEpochs(runs: readonly NotedRun[]): Chart {
  const rows = runs.flatMap(({ name, epochs }) =>
    epochs.flatMap(({ epoch, dynamics }) =>
      SIDES.map(({ side, name: images }) => ({
        run: name,
        epoch,
        images,
        gap: dynamics[side].confidenceGap,
        gradient: dynamics[side].distillationGradient,
      })),
    ),
  );
  const ahead = runs.flatMap(({ name, epochs }) =>
    epochs.flatMap(({ epoch, accuracy, testAccuracy }) =>
      testAccuracy === undefined ? [] : [{ run: name, epoch, ahead: accuracy - testAccuracy }],
    ),
  );
  const { color } = seriesScales(runs.map(({ name }) => name));
  const { dash } = seriesScales(NAMES);
  const panel = (title: string, values: readonly object[], field: string, format: string, sides: boolean): Panel => ({
    title,
    width: 260,
    height: 220,
    data: { values: [...values] },
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: { field: "epoch", type: "quantitative", title: "epoch", axis: { tickMinStep: 1, format: "d" } },
      y: { field, type: "quantitative", title: null, axis: { format } },
      color: { field: "run", type: "nominal", scale: color, title: null },
      ...(sides && { strokeDash: { field: "images", type: "nominal", scale: dash, title: null } }),
    },
  });
  return {
    id: "pairs-over-epochs",
    title: "Pairs of images while training",
    description:
      "Of the same pairs after every epoch: how far apart the confidences of the two images are, and the mean absolute gradient of the distillation loss on their logits, with patches exchanged and without; right, how far accuracy on the training batches is ahead of the test images (methods that change images make batches harder).",
    spec: {
      hconcat: [
        panel("confidence gap", rows, "gap", ".2f", true),
        panel("gradient of the distillation loss", rows, "gradient", ".1e", true),
        ...(ahead.length === 0 ? [] : [panel("training less test accuracy", ahead, "ahead", ".0%", false)]),
      ],
    },
    table: {
      columns: ["run", "epoch", "images", "confidence gap", "gradient of the distillation loss"],
      rows: rows.map(({ run, epoch, images, gap, gradient }) => [run, epoch, images, gap, gradient]),
    },
  };
}
