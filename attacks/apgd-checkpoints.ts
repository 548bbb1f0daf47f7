/**
 * Steps after which Auto-PGD reconsiders its step size: w_j = ceil(p_j N) with p_0 = 0, p_1 = 0.22 and
 * p_(j+1) = p_j + max(p_j - p_(j-1) - 0.03, 0.06), while p_j <= 1.
 *
 * @param steps N, at least 1
 * @returns w_1, w_2, ... rising, without repetition (short runs), w_0 = 0 left out
 * @example apgdCheckpoints(100) // [22, 41, 57, 70, 80, 87, 93, 99]
 *
 * Source: Croce, Hein, ICML 2020, arXiv:2003.01690, section 3.1.
 */
export function apgdCheckpoints(steps: number): readonly number[] {
  const checkpoints: number[] = [];
  // In hundredths: 0.22 + 0.19 + ... would round up to one step more here and there.
  let previous = 0;
  let current = 22;
  while (current <= 100) {
    const step = Math.ceil((current * steps) / 100);
    if (step !== checkpoints.at(-1)) checkpoints.push(step);
    [previous, current] = [current, current + Math.max(current - previous - 3, 6)];
  }
  return checkpoints;
}

/** What happened between two checkpoints. */
export interface CheckpointSpan {
  /** Steps in the span. */
  readonly steps: number;
  /** Steps that raised the loss. */
  readonly rises: number;
  /** Whether the step size was halved at the span's start. */
  readonly halvedBefore: boolean;
  /** Whether the best loss so far got better in the span. */
  readonly improved: boolean;
}

/**
 * Whether to halve the step size and go back to the best point: if fewer than three quarters of the steps raised the
 * loss (condition 1), or neither the step size nor the best loss has changed since the last checkpoint (condition 2).
 */
export function halvesStep({ steps, rises, halvedBefore, improved }: CheckpointSpan): boolean {
  return rises < SHARE_OF_RISES * steps || (!halvedBefore && !improved);
}

/** rho in the source. */
const SHARE_OF_RISES = 0.75;
