import { InputError } from "../core/error.ts";

/** Epochs of the recipe that schedules are written for; shorter and longer runs scale them. */
const RECIPE_EPOCHS = 240;

/** Values in steps: each holds from its epoch on. Epochs are of 240 and count from 0; the first step is at epoch 0. */
export type Schedule = readonly (readonly [epoch: number, value: number])[];

/** Which epoch of a run it is. */
export interface TrainingProgress {
  /** Counted from 0. */
  readonly epoch: number;
  /** Epochs in the whole run. */
  readonly epochs: number;
}

/**
 * The value that holds in an epoch of a run: the last step whose milestone m has passed, epoch / epochs >= m / 240.
 *
 * @example scheduled([[0, 0.1], [30, 0.2]], { epoch: 3, epochs: 24 }) // 0.2
 */
export function scheduled(schedule: Schedule, { epoch, epochs }: TrainingProgress): number {
  const passed = schedule.filter(([milestone]) => epoch * RECIPE_EPOCHS >= milestone * epochs);
  return (passed.at(-1) ?? schedule[0])[1];
}

/** Share of the base learning rate: a tenth at each milestone (the paper's CIFAR-100 recipe, that of CRD). */
const LEARNING_RATE_SHARE: Schedule = [
  [0, 1],
  [150, 0.1],
  [180, 0.01],
  [210, 0.001],
];

/** Where in a run a step is. Epochs and steps count from 0. */
export interface StepProgress extends TrainingProgress {
  readonly step: number;
  /** Steps in an epoch. */
  readonly steps: number;
}

/** How the learning rate moves over a run. */
export interface RateSettings {
  readonly learningRate: number;
  /** `steps` (default), `cosine`, `polynomial` or `polynomial:POWER`, power 1 where none is given. */
  readonly schedule?: string;
  /** Epochs over which it rises from nothing at the start. Default: 0. */
  readonly warmup?: number;
}

/**
 * The learning rate of a step. With t steps done of T, those of the warm-up w not counted:
 * - `steps`: a tenth at each of 150, 180, 210 of 240 epochs, scaled to the run (the paper's recipe)
 * - `cosine`: base (1 + cos(pi t / T)) / 2, as PyTorch's `CosineAnnealingLR` stepped once per step
 * - `polynomial`: base (1 - t / T)^power, as its `PolynomialLR`
 *
 * In the warm-up it is base (t + 1) / w, as its `LinearLR` from 1 / w on; the two others begin after it.
 *
 * @throws InputError on a schedule that is none of these
 */
export function learningRate(
  { learningRate: base, schedule = "steps", warmup = 0 }: RateSettings,
  at: StepProgress,
): number {
  const done = at.epoch * at.steps + at.step;
  const warming = Math.round(warmup * at.steps);
  const shape = shapeOf(schedule);
  if (done < warming) return (base * (done + 1)) / warming;
  const share = (done - warming) / (at.epochs * at.steps - warming);
  return base * (shape === "steps" ? scheduled(LEARNING_RATE_SHARE, at) : shape(share));
}

/** What is left of the rate when a share of the run is over. */
function shapeOf(schedule: string): "steps" | ((share: number) => number) {
  if (schedule === "steps") return "steps";
  if (schedule === "cosine") return (share) => (1 + Math.cos(Math.PI * share)) / 2;
  const [, power = "1"] = /^polynomial(?::(\d+(?:\.\d+)?))?$/.exec(schedule) ?? [undefined, ""];
  if (!(Number(power) > 0)) {
    throw new InputError("`schedule`", {
      expected: "steps, cosine, polynomial or polynomial:POWER with a power above 0",
      got: `"${schedule}"`,
    });
  }
  return (share) => (1 - share) ** Number(power);
}
