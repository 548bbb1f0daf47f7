import { argmax } from "../core/argmax.ts";
import { InputError } from "../core/error.ts";
import type { Random } from "../core/random.ts";
import type { ConfiguredAugmentation } from "./augmentation.ts";
import type { Batches } from "./batches.ts";
import { type ConfiguredMethod, networkBranches } from "./method.ts";
import type { MethodState } from "./method-state.ts";
import type { TrainingPlan } from "./plan.ts";
import { prepareBatch } from "./prepare-batch.ts";
import { learningRate } from "./schedule.ts";
import type { TrainingStep } from "./step.ts";

/** What one epoch works with. */
export interface EpochInputs {
  readonly plan: TrainingPlan;
  readonly method: ConfiguredMethod;
  readonly augmentation: ConfiguredAugmentation;
  readonly state: MethodState;
  readonly batches: Batches;
  readonly step: TrainingStep;
  readonly random: Random;
}

/** A finished step. Accuracy is the share of its images whose largest logit is at the largest target. */
export interface StepEvent {
  readonly kind: "step";
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/**
 * Runs the steps of one epoch (counted from 0).
 *
 * @returns loss and accuracy, averaged over the steps
 * @throws InputError when a loss is not finite
 */
export async function* runEpoch(
  { plan, method, augmentation, state, batches, step, random }: EpochInputs,
  epoch: number,
): AsyncGenerator<StepEvent, { readonly loss: number; readonly accuracy: number }> {
  const progress = { epoch, epochs: plan.epochs };
  const prepare = async (index: number) => {
    const batch = await batches.read(epoch, index);
    const targets = prepareBatch(batch, method, augmentation, random.fork("method", epoch, index), progress);
    const values = (batch.images.length / batch.branches.length) * networkBranches(method);
    return { batch, images: batch.images.subarray(0, values), targets };
  };
  let loss = 0;
  let accuracy = 0;
  let current = await prepare(0);
  for (let index = 0; index < batches.steps; index++) {
    const { batch, images, targets } = current;
    // The next batch is made while the engine works on this one.
    const drawn = random.fork("step", epoch, index);
    const [result, next] = await Promise.all([
      step.run({
        images,
        targets,
        state: state.inputs(batch, progress, drawn.fork("state")),
        ...(step.drops > 0 && { drops: uniforms(step.drops, drawn.fork("drops")) }),
        learningRate: learningRate(plan, { ...progress, step: index, steps: batches.steps }),
        step: epoch * batches.steps + index + 1,
      }),
      index + 1 < batches.steps ? prepare(index + 1) : current,
    ]);
    current = next;
    if (!Number.isFinite(result.loss)) {
      throw new InputError(`training, epoch ${epoch + 1}, step ${index + 1}`, {
        expected: "a finite loss",
        got: `${result.loss}`,
        remedy: "The learning rate is too high for this network; lower `learningRate`.",
      });
    }
    state.update(batch, result.logits.subarray(0, targets.length));
    const right = agreement(result.logits, targets, batch.classes);
    loss += result.loss / batches.steps;
    accuracy += right / batches.steps;
    yield { kind: "step", epoch: epoch + 1, step: index + 1, loss: result.loss, accuracy: right };
  }
  state.endEpoch();
  return { loss, accuracy };
}

const uniforms = (count: number, random: Random): Float32Array =>
  Float32Array.from({ length: count }, () => random.uniform());

/** Share of the logits' rows whose largest value is where the target's is; branches share the targets. */
function agreement(logits: Float32Array, targets: Float32Array, classes: number): number {
  const rows = logits.length / classes;
  const count = targets.length / classes;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    if (argmax(logits, row, classes) === argmax(targets, row % count, classes)) right++;
  }
  return right / rows;
}
