/** Columns that the tables are made for. */
export const WIDTH = 100;

/**
 * A sentence in lines of at most `width` columns, broken between words, each behind `indent`; a longer word has a line of its
 * own.
 *
 * @example wrapped("one two", " ") // [" one two"]
 */
export function wrapped(text: string, indent: string, width = WIDTH): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(`${indent}${line}`);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, `${indent}${line}`];
}
