import type { Severity } from "../src/core/condition.ts";
import type { Image } from "../src/core/image.ts";

/** The two published sets of severity constants: those of CIFAR-10-C / CIFAR-100-C and those of ImageNet-C. */
export const CONSTANT_SETS = ["cifar", "imagenet"] as const;
export type ConstantSet = (typeof CONSTANT_SETS)[number];

/**
 * Largest shorter side, in pixels, that takes CIFAR-C's constants by default. The sets were published for 32 and 224
 * pixels; 64 keeps thumbnails with the small set, and everything a detail survives in with the large one.
 */
export const LARGEST_CIFAR_SIDE = 64;

/** Which set a user chooses. */
export interface ConstantChoice {
  /** Which benchmark's constants; by default those that fit the image's size (`constantSetFor`). */
  readonly constants?: ConstantSet | undefined;
}

/** The constants of one corruption: per set, one value for each severity 1...5. Lengths in them are pixels. */
export type SeverityConstants<Value> = Readonly<Record<ConstantSet, readonly [Value, Value, Value, Value, Value]>>;

/**
 * The set of constants for an image: the user's choice, else by the image's shorter side.
 *
 * @example constantSetFor({ height: 32, width: 32 }) // "cifar"
 * @example constantSetFor({ height: 224, width: 224 }) // "imagenet"
 */
export function constantSetFor(size: Pick<Image, "height" | "width">, options: ConstantChoice = {}): ConstantSet {
  return options.constants ?? (Math.min(size.height, size.width) <= LARGEST_CIFAR_SIDE ? "cifar" : "imagenet");
}

/** The constant of a corruption for this image and severity. */
export function constantFor<Value>(
  constants: SeverityConstants<Value>,
  image: Image,
  severity: Severity,
  options: ConstantChoice,
): Value {
  return constants[constantSetFor(image, options)][severity - 1];
}
