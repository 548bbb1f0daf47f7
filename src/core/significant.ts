/**
 * A number with so many significant digits, without trailing zeros.
 *
 * @example significant(8 / 255) // "0.0314"
 */
export function significant(value: number, digits = 3): string {
  return `${Number(value.toPrecision(digits))}`;
}
