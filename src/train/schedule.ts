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

/** Learning rate of an epoch under the paper's schedule. */
export function learningRate(base: number, progress: TrainingProgress): number {
  return base * scheduled(LEARNING_RATE_SHARE, progress);
}
