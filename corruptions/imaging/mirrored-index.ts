/**
 * Index inside 0...length-1 for one outside, mirrored about the first and last values without repeating them:
 * `dcb|abcd|cba`, OpenCV's BORDER_REFLECT_101.
 *
 * @example mirroredIndex(-1, 4) // 1
 * @example mirroredIndex(4, 4) // 2
 */
export function mirroredIndex(index: number, length: number): number {
  if (index >= 0 && index < length) return index;
  if (length === 1) return 0;
  const period = 2 * length - 2;
  const wrapped = ((index % period) + period) % period;
  return wrapped < length ? wrapped : period - wrapped;
}
