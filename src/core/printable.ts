/** Longest text that is shown whole. */
const MAX_LENGTH = 1000;

/**
 * What a terminal, an SVG or a page may act on rather than show: control characters (escape sequences begin with one),
 * marks that turn the direction of text, invisible and zero-width ones, separators of lines and paragraphs,
 * surrogates without their half.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u{fff9}-\u{fffb}]/gu;

/**
 * Text from outside (the name of a class, a file, an operator, a tensor) as it may be shown to people: whatever is not
 * itself visible is spelled out, and what is too long is cut with a count of what is missing. Ordinary letters of any
 * script stay as they are.
 *
 * @param text from a file, or from whatever handed it on
 * @example printable("cat\u001b[2J") // "cat\\u001b[2J"
 */
export function printable(text: string, maxLength: number = MAX_LENGTH): string {
  const visible = text.replace(UNSAFE, spelledOut);
  if (visible.length <= maxLength) return visible;
  const kept = Array.from(visible.slice(0, maxLength)).join("");
  return `${kept}... (${visible.length - maxLength} more characters)`;
}

/** `printable`, line by line and uncut: for messages, whose parts were cut before. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, Number.POSITIVE_INFINITY))
    .join("\n");
}

/** A value with every text in it made printable; names of fields stay. Equal texts stay equal. */
export function printableDeep<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableDeep) as T;
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableDeep(inner)])) as T;
}

function spelledOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
