import { InputError } from "../core/error.ts";

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
