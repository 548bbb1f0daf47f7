import { InputError } from "../core/error.ts";
import { openRegular } from "../core/regular-file.ts";

/** Longest line, characters: a row of a million numbers. */
const MAX_LINE = 2 ** 24;

/** Line ends of Unix, Windows and old Macs. */
const LINE_END = /\r\n|\n|\r/;

/**
 * The lines of a text file (UTF-8) one after the other, without their ends. Memory holds one line, and a line has a
 * bound, so a file of any size can be read, and one without line ends cannot fill memory.
 *
 * @throws InputError on what is not a regular file, cannot be read, or has a longer line
 */
export async function* linesOf(path: string, longest: number = MAX_LINE): AsyncGenerator<string> {
  const { file } = await openRegular(path);
  const stream = file.createReadStream({ encoding: "utf8" });
  let number = 1;
  let [rest, held] = ["", ""];
  const bounded = (line: string): string => {
    if (line.length > longest) {
      throw new InputError(`${path}, line ${number}`, {
        expected: `at most ${longest} characters`,
        got: "a longer line",
      });
    }
    number++;
    return line;
  };
  try {
    for await (const chunk of stream) {
      const text = held + chunk;
      // A carriage return at the end may be the first half of a line's end.
      held = text.endsWith("\r") ? "\r" : "";
      const pieces = text.slice(0, text.length - held.length).split(LINE_END);
      pieces[0] = rest + pieces[0];
      rest = pieces.pop() ?? "";
      for (const line of pieces) yield bounded(line);
      if (rest.length > longest) bounded(rest);
    }
    if (rest !== "") yield bounded(rest);
  } finally {
    stream.destroy();
  }
}
