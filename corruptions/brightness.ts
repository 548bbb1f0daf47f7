import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { mapHsv } from "./imaging/hsv.ts";

/** What is added to the HSV value, in [0, 1]. */
const SHIFT: SeverityConstants<number> = {
  cifar: [0.05, 0.1, 0.15, 0.2, 0.3],
  imagenet: [0.1, 0.2, 0.3, 0.4, 0.5],
};

/** The V of HSV shifted: v' = clip(v + c), hue and saturation kept. */
export const brightness = {
  id: "brightness",
  title: "Brightness",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, brightness",
  family: "weather",
  notes: [],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const shift = constantFor(SHIFT, image, severity, options);
    return mapHsv(
      image,
      (saturation) => saturation,
      (value) => Math.min(1, value + shift),
    );
  },
} as const satisfies Corruption<undefined>;
