import { percent } from "../core/percent.ts";
import { significant } from "../core/significant.ts";
import type { EpochRecord, TrainingPlan } from "../train/plan.ts";
import type { TrainingEvent } from "../train/train.ts";
import type { Io } from "./io.ts";
import { formatDuration, type Progress, startProgress } from "./progress.ts";

/**
 * Shows a training run while it happens, on stderr, and its result on stdout.
 *
 * @param images images that go through the network in a step
 */
export async function showTraining(
  run: AsyncIterable<TrainingEvent>,
  plan: TrainingPlan,
  images: number,
  json: boolean,
  io: Io,
): Promise<void> {
  const start = performance.now();
  // The rate leaves out what comes before the first step's end: reading data and compiling.
  let firstStep: number | undefined;
  let seen = 0;
  const rate = () => {
    const seconds = (performance.now() - (firstStep ?? start)) / 1000;
    return seen > 0 ? `${Math.round(seen / seconds)} images/s` : "";
  };
  let progress: Progress | undefined;
  try {
    for await (const event of run) {
      switch (event.kind) {
        case "start":
          if (event.epochsDone > 0) io.stderr.write(`Continuing after epoch ${event.epochsDone} of ${plan.epochs}.\n`);
          progress = startProgress(io, plan.method, (plan.epochs - event.epochsDone) * event.steps * images);
          break;
        case "step":
          if (firstStep === undefined) firstStep = performance.now();
          else seen += images;
          progress?.advance(
            images,
            `epoch ${event.epoch}/${plan.epochs}  loss ${event.loss.toFixed(3)}  accuracy ${percent(event.accuracy)}  ${rate()}`,
          );
          break;
        case "epoch":
          progress?.line(`${epochLine(event.record, plan.epochs)}  ${rate()}`);
          break;
        case "done": {
          progress?.stop();
          const { checkpoint, card, log } = event;
          if (json) io.stdout.write(`${JSON.stringify({ checkpoint, card, log }, undefined, 2)}\n`);
          else io.stdout.write(`Test accuracy ${percent(card.metrics.testAccuracy)}. Checkpoint: ${checkpoint}\n`);
          if (firstStep !== undefined) {
            io.stderr.write(`Trained in ${formatDuration((performance.now() - start) / 1000)}.\n`);
          }
        }
      }
    }
  } finally {
    progress?.stop();
  }
}

function epochLine({ epoch, learningRate, loss, accuracy, testAccuracy }: EpochRecord, epochs: number): string {
  const test = testAccuracy === undefined ? "" : `  test ${percent(testAccuracy)}`;
  const rate = significant(learningRate);
  return `epoch ${epoch}/${epochs}  lr ${rate}  loss ${loss.toFixed(3)}  accuracy ${percent(accuracy)}${test}`;
}
