import { InputError } from "../../core/error.ts";

/** @throws InputError naming the first weight that is no finite number */
export function checkFinite(values: Float32Array, subject: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new InputError(subject, {
      expected: "finite weights",
      got: `${values[at]} at element ${at}`,
      remedy: "The training diverged, or the file is damaged.",
    });
  }
}

/**
 * The same for any stored values of a graph, which are not weights alone: one number may be infinite (what a maximum
 * starts from, what is put around an image before its maxima are taken), and so may a mask of 0 and minus infinity.
 */
export function checkStored(values: Float32Array, subject: string): void {
  const alone = values.length === 1 && !Number.isNaN(values[0]);
  if (alone || values.every((value) => value === 0 || value === -Infinity)) return;
  checkFinite(values, subject);
}
