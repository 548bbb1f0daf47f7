/** Least difference worth a warning: two usual normalisations, say, differ by less when either is right. */
export const MUCH = 0.1;
/** And in standard errors of the difference of two accuracies, so that a few images do not raise an alarm. */
const STANDARD_ERRORS = 3;

/**
 * Whether one accuracy on `count` images is so much better than another that what differs is probably wrong: by more
 * than 10 points and more than three standard errors sqrt((a (1 - a) + b (1 - b)) / count).
 */
export function isMuchBetter(a: number, b: number, count: number): boolean {
  const error = Math.sqrt((a * (1 - a) + b * (1 - b)) / count);
  return a - b > Math.max(MUCH, STANDARD_ERRORS * error);
}
