/**
 * A fraction in percent, one decimal.
 *
 * @example percent(0.4567) // "45.7 %"
 */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
