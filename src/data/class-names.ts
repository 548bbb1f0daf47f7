import { InputError } from "../core/error.ts";

/**
 * Names of classes in a text file, one a line, blank lines skipped.
 *
 * @throws InputError where there are not so many, or one is no plain name
 */
export function checkedClassNames(subject: string, text: string, count: number): readonly string[] {
  const names = text.split("\n").flatMap((line) => line.trim() || []);
  if (names.length !== count) {
    throw new InputError(subject, {
      expected: `${count} names, one a line`,
      got: `${names.length}`,
      remedy: "Without the file the official names are used.",
    });
  }
  for (const name of names) requirePlainName(subject, name);
  return names;
}

const MAX_LENGTH = 200;

/**
 * Class names reach terminals and reports, so one with control characters (which could steer a terminal) or of
 * absurd length is refused.
 */
export function requirePlainName(subject: string, name: string): void {
  if (name.length > MAX_LENGTH || /\p{Cc}/u.test(name)) {
    throw new InputError(subject, {
      expected: `class names of at most ${MAX_LENGTH} characters without control characters`,
      got: JSON.stringify(name.slice(0, MAX_LENGTH)),
    });
  }
}
