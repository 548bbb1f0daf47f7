import { printable, printableDeep, printableLines } from "./printable.ts";

/**
 * An error caused by what the user gave: a file, an option, a value. Its message says what was expected, what was
 * got and what to do next; the command line prints the message alone, without a stack trace, and exits with 2.
 * A parameter stands in backquotes, by the name that callers give it (`imageSize`); the command line prints the option
 * that sets it instead. Names that came out of files are made safe to show (see `printable`).
 *
 * @example
 * new InputError("labels.npy, row 3", { expected: "a label in 0...99", got: "100", remedy: "Check `labels`." }).message
 * // "labels.npy, row 3: expected a label in 0...99, but got 100. Check `labels`."
 */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(
    /** What is wrong: a file, an option, a position in it. */
    readonly subject: string,
    readonly details: { readonly expected: string; readonly got: string; readonly remedy?: string },
    options?: ErrorOptions,
  ) {
    const { expected, got, remedy } = printableDeep(details);
    // What a library said may be a sentence with a full stop of its own.
    const stop = /[^.]\.$/.test(got) ? "" : ".";
    super(
      `${printable(subject)}: expected ${expected}, but got ${got}${stop}${remedy === undefined ? "" : ` ${remedy}`}`,
      options,
    );
  }
}

/** A check that the user asked for said no. The command line prints the message alone and exits with 1. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** Results that must not be put together: of other data, another plan, another version. The command line exits with 3. */
export class Incomparable extends Error {
  override readonly name = "Incomparable";

  constructor(message: string) {
    super(printableLines(message));
  }
}

/** The user asked for robust accuracies that can be relied on, and some cannot. The command line exits with 4. */
export class Unreliable extends Error {
  override readonly name = "Unreliable";
}

/** A gate says no. The command line exits with 100. */
export class GateFailed extends Error {
  override readonly name = "GateFailed";
}
