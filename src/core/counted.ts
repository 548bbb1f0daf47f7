/**
 * A number, its thousands apart, with its noun.
 *
 * @example counted(1, "image") // "1 image"
 * @example counted(2000, "class", "classes") // "2,000 classes"
 */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}
