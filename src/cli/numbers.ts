import { InvalidArgumentError } from "@commander-js/extra-typings";

/** A whole number of at least 0, for commander. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("Expected a whole number of at least 0.");
  }
  return value;
}

/** A whole number of at least 1, for commander. */
export function positiveInteger(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return value;
}

/** A number of at least 0, for commander. */
export function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError("Expected a number of at least 0.");
  }
  return value;
}

/** A number above 0, for commander. */
export function positiveNumber(text: string): number {
  const value = nonNegativeNumber(text);
  if (value === 0) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

/**
 * Comma-separated fractions, each a decimal (0.03) or a quotient (8/255), for commander.
 *
 * @example fractionList("0.01,8/255") // [0.01, 0.03137...]
 */
export function fractionList(text: string): readonly number[] {
  return text.split(",").map((part) => {
    const [numerator, denominator = "1", ...rest] = part.split("/").map((piece) => piece.trim());
    const value = Number(numerator) / Number(denominator);
    if (numerator === "" || denominator === "" || rest.length > 0 || !Number.isFinite(value) || value < 0) {
      throw new InvalidArgumentError(`Expected fractions such as 0.01 or 8/255, separated by commas; got "${part}".`);
    }
    return value;
  });
}
