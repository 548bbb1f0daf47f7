import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { quantize, UNIT } from "./imaging/quantize.ts";

/** Share of the contrast that remains. */
const REMAINING: SeverityConstants<number> = {
  cifar: [0.75, 0.5, 0.4, 0.3, 0.15],
  imagenet: [0.4, 0.3, 0.2, 0.1, 0.05],
};

/** Each channel drawn towards its mean over the image: (x - mean) c + mean. */
export const contrast = {
  id: "contrast",
  title: "Contrast",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, contrast",
  family: "digital",
  notes: [],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const remaining = constantFor(REMAINING, image, severity, options);
    const { pixels: input } = image;
    const pixels = new Uint8Array(input.length);
    for (let channel = 0; channel < 3; channel++) {
      let sum = 0;
      for (let i = channel; i < input.length; i += 3) sum += UNIT[input[i]];
      const mean = sum / (input.length / 3);
      for (let i = channel; i < input.length; i += 3) pixels[i] = quantize((UNIT[input[i]] - mean) * remaining + mean);
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<undefined>;
