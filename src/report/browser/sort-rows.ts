/** How a column is sorted: `aria-sort`'s words. */
export type Order = "ascending" | "descending";

/**
 * The places of values in sorted order: as numbers where every value begins with one, else as text. What has no value
 * (a dash) comes last either way; equal values stay in their order.
 *
 * @example sortedPlaces(["9.5 [8, 11]", "-", "10"], "descending") // [2, 0, 1]
 */
export function sortedPlaces(texts: readonly string[], order: Order): readonly number[] {
  const numbers = texts.map((text) => Number.parseFloat(text.trim().replace(/^\+/, "")));
  const numeric = texts.every((text, i) => text.trim() === "-" || !Number.isNaN(numbers[i]));
  const sign = order === "ascending" ? 1 : -1;
  const compare = (a: number, b: number) => {
    if (!numeric) return sign * texts[a].localeCompare(texts[b], "en") || a - b;
    const [x, y] = [numbers[a], numbers[b]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return sign * (x - y) || a - b;
  };
  return texts.map((_, place) => place).sort(compare);
}
