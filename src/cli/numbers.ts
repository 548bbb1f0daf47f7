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

/** A whole number of at least 1, or `none`, which is 0; for commander. */
export function countOrNone(text: string): number {
  if (text === "none") return 0;
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Expected a whole number of at least 1, or none.");
  }
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
