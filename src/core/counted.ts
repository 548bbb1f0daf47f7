/**
 * A number with its noun.
 *
 * @example counted(1, "image") // "1 image"
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
