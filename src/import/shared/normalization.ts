import type { Normalization } from "../../core/classifier.ts";
import { InputError } from "../../core/error.ts";

/** Normalisations that public training scripts use, on pixels in [0, 1], in the order red, green, blue. */
export const NORMALIZATIONS = {
  /** Mean and standard deviation of CIFAR-10's training pixels. */
  cifar10: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  /** The same means with the mean of the images' own standard deviations, as in kuangliu/pytorch-cifar. */
  "cifar10-kuangliu": { mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] },
  /** Mean and standard deviation of CIFAR-100's training pixels. */
  cifar100: { mean: [0.507, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2761] },
  /** ImageNet's, as in torchvision; akamaster's CIFAR-10 networks use it too. */
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  /** Pixels in [-1, 1]: keras.applications' mode "tf", the Inception family, transforms.Normalize(0.5, 0.5). */
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  /** Pixels in 0...255, for networks that rescale them themselves, as Keras' EfficientNets and MobileNetV3s do. */
  "pixels-255": { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
  /** Pixels in [0, 1]. */
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, Normalization>;

export type NormalizationId = keyof typeof NORMALIZATIONS;

/**
 * The normalisation that an option names: one of the list, or `m,m,m/s,s,s` with means and standard deviations of
 * pixels in [0, 1]; `m/s` for all channels.
 *
 * @throws InputError on anything else
 * @example parseNormalization("0.5,0.5,0.5/0.25,0.25,0.25") // { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }
 */
export function parseNormalization(text: string, subject = "`normalization`"): Normalization {
  if (Object.hasOwn(NORMALIZATIONS, text)) return NORMALIZATIONS[text as NormalizationId];
  const [mean, std, ...rest] = text
    .split("/")
    .map((part) => ofThree(part.split(",").map((number) => Number(number.trim() || NaN))));
  if (!(rest.length === 0 && isTriple(mean) && isTriple(std) && std.every((value) => value > 0))) {
    throw new InputError(subject, {
      expected: `one of ${Object.keys(NORMALIZATIONS).join(", ")}, or mean,mean,mean/std,std,std`,
      got: `"${text}"`,
    });
  }
  if ([...mean, ...std].some((value) => Math.abs(value) > 2)) {
    throw new InputError(subject, {
      expected: "means and standard deviations of pixels in [0, 1]",
      got: `"${text}"`,
      remedy: "Divide values for pixels in 0...255 by 255.",
    });
  }
  return { mean, std };
}

/** One number, of a network on one channel, is that of each. */
const ofThree = (values: readonly number[]) => (values.length === 1 ? [values[0], values[0], values[0]] : values);

function isTriple(values: readonly number[] | undefined): values is [number, number, number] {
  return values?.length === 3 && values.every(Number.isFinite);
}
