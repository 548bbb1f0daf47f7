import { InputError } from "./error.ts";

/**
 * What a file may cost to read. Sizes alone do not bound the work: a small file can ask for the same thing many times.
 * Readers count what they do, and stop where no honest file would be.
 */
export interface Budget {
  /** Counts steps: opcodes, messages, nodes. */
  spend(steps: number): void;
  /** Counts bytes of memory that are made from the file: unpacked, decoded, repeated. */
  take(bytes: number): void;
  /** Allows for another file that belongs to the first. */
  allow(fileBytes: number): void;
}

/** Limits of a budget. */
export interface Allowance {
  readonly steps: number;
  readonly bytes: number;
}

/**
 * A budget for reading one file.
 *
 * @param subject names the file in the error that `spend` and `take` throw, an InputError
 * @example createBudget("model.onnx", { steps: 10, bytes: 1024 }).spend(11) // throws InputError
 */
export function createBudget(subject: string, { steps, bytes }: Allowance): Budget {
  let stepsLeft = steps;
  let bytesLeft = bytes;
  const refuse = (most: string): InputError =>
    new InputError(subject, {
      expected: `a file that is read in ${most}`,
      got: "more",
      remedy: "The file is damaged, or made to exhaust memory or time.",
    });
  return {
    spend(amount) {
      stepsLeft -= amount;
      if (!(stepsLeft >= 0)) throw refuse(`${steps} steps`);
    },
    take(amount) {
      bytesLeft -= amount;
      if (!(bytesLeft >= 0)) throw refuse(`${bytes} bytes of memory`);
    },
    allow(fileBytes) {
      bytesLeft += BYTES_PER_BYTE * fileBytes;
    },
  };
}

/** Far more than any network's description: a pickle has about twenty opcodes per tensor, a graph ten messages per node. */
const STEPS = 5_000_000;
/** Small files may unpack to many times their size; weights hardly shrink, and an 8-bit one becomes four bytes. */
const ALWAYS_ALLOWED_BYTES = 2 ** 27;
const BYTES_PER_BYTE = 16;

/** What reading model files of this size together may cost. */
export function allowanceFor(fileBytes: number): Allowance {
  return { steps: STEPS, bytes: ALWAYS_ALLOWED_BYTES + BYTES_PER_BYTE * fileBytes };
}
