/** Bytes that a comment on a pull request may have: GitHub takes 65,536 characters; some are left to whoever posts it. */
export const MOST_COMMENT_BYTES = 60_000;

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** The first lines that fit together, each with the end of its line. */
export function linesWithin(lines: readonly string[], most: number): readonly string[] {
  let used = 0;
  const tooMany = lines.findIndex((line) => {
    used += bytesOf(line) + 1;
    return used > most;
  });
  return tooMany === -1 ? lines : lines.slice(0, tooMany);
}
