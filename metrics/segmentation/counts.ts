import type { ImageCounts } from "../images/drawn.ts";
import { CONFIDENCE_WIDTH } from "./confidence-counts.ts";

/**
 * What is kept of each image of labelled pixels, whatever its size: how often each class was predicted where each class
 * is true, and where probabilities are known, histograms of confidence.
 */
export interface SegmentationCounts extends ImageCounts {
  /** Number of classes, void not among them. */
  readonly classes: number;
  /**
   * Pixels [image, truth, prediction], each of `classes + 1`: the last row is void in the truth, the last column what was
   * predicted as no class.
   */
  readonly confusion: Float64Array;
  /** [image, CONFIDENCE_WIDTH], see `countConfidence`. */
  readonly confidence?: Float64Array;
}

/** The counts of two models of the same classes as one, the first one's images before the other's. */
export function poolSegmentation(first: SegmentationCounts, second: SegmentationCounts): SegmentationCounts {
  return collectSegmentation(first.classes, [first, second]);
}

/** Counts of an image, or of several, as one: in the order given. Confidence is kept where all parts have it. */
export function collectSegmentation(
  classes: number,
  parts: readonly Pick<SegmentationCounts, "confusion" | "confidence">[],
): SegmentationCounts {
  const confusion = concatenated(parts.map((part) => part.confusion));
  const confidence = parts.flatMap((part) => (part.confidence === undefined ? [] : [part.confidence]));
  return {
    classes,
    images: confusion.length / (classes + 1) ** 2,
    confusion,
    ...(parts.length > 0 && confidence.length === parts.length && { confidence: concatenated(confidence) }),
  };
}

/** The counts of one image. */
export function countsOfImage(counts: SegmentationCounts, image: number): SegmentationCounts {
  const width = (counts.classes + 1) ** 2;
  const { confusion, confidence } = counts;
  return {
    classes: counts.classes,
    images: 1,
    confusion: confusion.subarray(image * width, (image + 1) * width),
    ...(confidence && {
      confidence: confidence.subarray(image * CONFIDENCE_WIDTH, (image + 1) * CONFIDENCE_WIDTH),
    }),
  };
}

function concatenated(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
