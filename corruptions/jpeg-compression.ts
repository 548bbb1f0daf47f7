import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { jpegRoundTrip } from "./imaging/jpeg.ts";

/** libjpeg's quality. */
const QUALITY: SeverityConstants<number> = {
  cifar: [80, 65, 58, 50, 40],
  imagenet: [25, 18, 15, 10, 7],
};

/** Compressed as JPEG and decompressed, with libjpeg's tables and 4:2:0 chroma. */
export const jpegCompression = {
  id: "jpeg_compression",
  title: "JPEG compression",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, jpeg_compression",
  family: "digital",
  notes: ["libjpeg's lossy steps in its own integer arithmetic; the lossless entropy coding is left out."],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const quality = constantFor(QUALITY, image, severity, options);
    return { ...image, pixels: jpegRoundTrip(image.pixels, image.height, image.width, quality) };
  },
} as const satisfies Corruption<undefined>;
