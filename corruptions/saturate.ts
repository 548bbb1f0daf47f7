import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { mapHsv } from "./imaging/hsv.ts";

/** HSV saturation: s' = clip(factor s + shift). */
const SATURATION: SeverityConstants<{ readonly factor: number; readonly shift: number }> = {
  cifar: [
    { factor: 0.3, shift: 0 },
    { factor: 0.1, shift: 0 },
    { factor: 1.5, shift: 0 },
    { factor: 2, shift: 0.1 },
    { factor: 2.5, shift: 0.2 },
  ],
  imagenet: [
    { factor: 0.3, shift: 0 },
    { factor: 0.1, shift: 0 },
    { factor: 2, shift: 0 },
    { factor: 5, shift: 0.1 },
    { factor: 20, shift: 0.2 },
  ],
};

/** Colours bleached (severities 1 and 2) or exaggerated (3 to 5), hue and value kept. */
export const saturate = {
  id: "saturate",
  title: "Saturate",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, saturate",
  family: "digital",
  notes: ["At severities 4 and 5 greys turn reddish, for a grey has hue 0 and its saturation is raised from 0."],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const { factor, shift } = constantFor(SATURATION, image, severity, options);
    return mapHsv(
      image,
      (saturation) => Math.min(1, saturation * factor + shift),
      (value) => value,
    );
  },
} as const satisfies Corruption<undefined>;
