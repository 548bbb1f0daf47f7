import { printable } from "../../core/printable.ts";

/** What stays as it is: letters and digits of any script, and signs that mean nothing to Markdown. */
const PLAIN = /[\p{L}\p{M}\p{N} ,\-/.():;'"%+=?]/u;

/** Letters of a name in a table. */
const NAME_LENGTH = 60;

/**
 * A name from outside as Markdown that shows it and does nothing else: no table cell, link, mention, reference, image,
 * emphasis or HTML begins or ends in it. Signs are character references, which Markdown does not interpret, in a `code`
 * element, inside which GitHub looks for no mentions and references.
 */
export function markdownName(text: string, maxLength: number = NAME_LENGTH): string {
  return `<code>${references(printable(text, maxLength))}</code>`;
}

/** A sentence that may have names from outside in it, without the look of code. */
export function markdownSentence(text: string): string {
  // A mention or reference needs its sign beside a letter: an invisible joiner between them shows nothing.
  return references(printable(text))
    .replaceAll(/&#(64|35);/g, "&#$1;&#8288;")
    .replaceAll(/\bGH-(?=\d)/gi, "$&&#8288;");
}

/** A cell of a table: a figure or an interval as it is, anything else as a sentence. */
export function markdownCell(text: string): string {
  return /^[\d.,+\-<% [\]]*x?$/.test(text) ? text : markdownSentence(text);
}

/** Character references for every sign that could mean something, by itself or where it stands. */
function references(text: string): string {
  return Array.from(text, (sign) => (PLAIN.test(sign) ? sign : reference(sign)))
    .join("")
    .replaceAll(/(?<=www)\.|:(?=\/)/gi, reference) // addresses become links by themselves
    .replace(/^[-+]|(?<=^\d+)[.)]/, reference); // lists begin so
}

const reference = (sign: string) => `&#${sign.codePointAt(0)};`;

/** A table of cells that are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number,
): string {
  const rule = head.map((_, i) => (i < textColumns ? ":--" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
