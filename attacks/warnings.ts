import { significant } from "../src/core/significant.ts";
import type { Attack } from "./attack.ts";
import type { Budget } from "./budget.ts";

/** Something about an attack's input that makes its number mean less than it seems to. */
export interface AttackWarning {
  readonly code:
    | "step-above-epsilon"
    | "steps-too-short"
    | "images-out-of-range"
    | "epsilon-below-grey-level"
    | "epsilon-above-range";
  readonly sentence: string;
}

/** What is about to be attacked. */
export interface AttackInput {
  readonly attack: Attack;
  readonly budget: Budget;
  /** Clean images as handed to the network, [0, 1]. */
  readonly images: Float32Array;
  /** Whether the images came from 8-bit files, so that only whole grey levels exist outside of this program. */
  readonly eightBit: boolean;
}

/**
 * What a user should know before believing the number. Nothing is printed: the caller shows them.
 *
 * @returns none when all is well, and none at epsilon 0
 */
export function attackWarnings(input: AttackInput): readonly AttackWarning[] {
  if (input.budget.epsilon === 0) return [];
  return [...stepWarnings(input), ...rangeWarnings(input)];
}

function* stepWarnings({ attack, budget: { epsilon } }: AttackInput): Generator<AttackWarning> {
  const step = attack.stepSize?.(epsilon);
  if (step === undefined) return;
  if (step > epsilon * (1 + TOLERANCE)) {
    yield {
      code: "step-above-epsilon",
      sentence: `${attack.title} takes steps of ${round(step)}, longer than epsilon ${round(epsilon)}: every step ends at the ball's surface, so the attack cannot refine what it finds.`,
    };
  }
  const steps = Number(attack.settings["steps"]);
  if (step * steps < epsilon * (1 - TOLERANCE)) {
    yield {
      code: "steps-too-short",
      sentence: `${attack.title} cannot go further than ${round(step * steps)} in ${steps} steps of ${round(step)}, although epsilon is ${round(epsilon)}: most of the budget is never used.`,
    };
  }
}

function* rangeWarnings({ attack, budget, images, eightBit }: AttackInput): Generator<AttackWarning> {
  const { epsilon, space } = budget;
  const [lowest, highest] = images.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  if (lowest < 0 || highest > 1) {
    yield {
      code: "images-out-of-range",
      sentence: `Images range from ${round(lowest)} to ${round(highest)}, not within [0, 1]: were they normalised before they came here, or are they 0...255?`,
    };
  }
  if (space !== "pixel" || attack.norm !== "linf") return;
  if (eightBit && epsilon < GREY_LEVEL * (1 - TOLERANCE)) {
    yield {
      code: "epsilon-below-grey-level",
      sentence: `Epsilon ${round(epsilon)} is less than one grey level of an 8-bit image (1/255 = ${round(GREY_LEVEL)}): such an image cannot be saved or sent, it exists inside the program only.`,
    };
  }
  if (epsilon > 1) {
    yield {
      code: "epsilon-above-range",
      sentence: `Epsilon ${round(epsilon)} exceeds the pixels' range of [0, 1], so any image may become any other. For grey levels write ${round(epsilon)}/255.`,
    };
  }
}

const GREY_LEVEL = 1 / 255;
/** Fractions such as 2.5 / 20 are not exact in binary. */
const TOLERANCE = 1e-9;

const round = (value: number) => significant(value, 4);
