import type { Preprocess } from "../preprocess/preprocess.ts";

/** Where a file says (EXIF) that it was taken turned or mirrored: read it as it lies, or turn it upright. */
export const EXIF_READINGS = ["ignore", "apply"] as const;

/** What to do with opacity: leave it out, so that what lies under it shows, or put the image on white. */
export const ALPHA_READINGS = ["drop", "white"] as const;

/** How image files are read that hold more than red, green and blue of one size. */
export interface ImageReading {
  readonly exif: (typeof EXIF_READINGS)[number];
  readonly alphaChannel: (typeof ALPHA_READINGS)[number];
  /** What is done to the decoded image. Default: nothing. */
  readonly preprocess?: Preprocess;
}

/** As PyTorch's ImageFolder reads: `PIL.Image.open(file).convert("RGB")`. */
export const DEFAULT_READING: ImageReading = { exif: "ignore", alphaChannel: "drop" };
