/** `text`: as Python sorts names, and so torchvision's ImageFolder: 1, 10, 11, 2. `natural`: by number: 1, 2, 10, 11. */
export const CLASS_ORDERS = ["text", "natural"] as const;
export type ClassOrder = (typeof CLASS_ORDERS)[number];

/**
 * Names in the order that gives classes their numbers, where nothing else does.
 *
 * @param order default: `natural` where all names are whole numbers, for they are then the numbers of classes; else
 * `text`
 */
export function inClassOrder(names: readonly string[], order?: ClassOrder): readonly string[] {
  const chosen = order ?? (names.every((name) => /^\d+$/.test(name)) ? "natural" : "text");
  return names.toSorted(chosen === "text" ? byCodePoint : byNumber);
}

/** By Unicode code points, as Python compares: not by UTF-16 code units, as JavaScript does, nor by a language's rules. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** By code points, save that digits that follow each other are one number; equal numbers by their text (1 before 01). */
function byNumber(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.split(/(\d+)/));
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    // Every second part is digits.
    const difference = i % 2 === 1 ? byValue(left[i], right[i]) : byCodePoint(left[i], right[i]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length || a.length - b.length;
}

/** Decimal numbers of any length. */
function byValue(a: string, b: string): number {
  const [left, right] = [a, b].map((digits) => digits.replace(/^0+(?=.)/, ""));
  return left.length - right.length || byCodePoint(left, right);
}
