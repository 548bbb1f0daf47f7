/** Half-precision numbers (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits) held as 16-bit integers. */

/**
 * The number that 16 bits stand for.
 *
 * @example fromFloat16(0x3c00) // 1
 */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * The nearest half-precision number, ties to even; beyond 65,504 it is infinite, as in hardware.
 *
 * @example toFloat16(1) // 0x3c00
 */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below 2^-14 the spacing is constant (subnormal numbers).
  const exponent = Math.max(-14, magnitude === 0 ? -14 : Math.floor(Math.log2(magnitude)));
  const steps = roundToEven(magnitude / 2 ** (exponent - 10));
  // A carry out of the fraction moves the exponent up by itself; subnormals have no implicit leading bit to subtract.
  return sign | (steps + (exponent + 14) * 1024);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
