import type { ImageCounts } from "../images/drawn.ts";

/**
 * Left, top, right and bottom edge. Edges are continuous: the pixel in column k (from 0) reaches from k to k + 1. So a box
 * of VOC, whose corners are pixels counted from 1 and belong to it, is [x1 - 1, y1 - 1, x2, y2], and its width is x2 - x1 + 1
 * as the devkit has it; a box of COCO, [x, y, width, height], is [x, y, x + width, y + height].
 */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** An object of the truth. */
export interface TrueBox {
  /** Index of its image. */
  readonly image: number;
  readonly class: number;
  readonly box: Box;
  /** VOC: a detection of it counts neither way. COCO: an area of many objects, with the same effect and another overlap. */
  readonly difficult?: boolean;
  /** COCO's area of the object's mask, by which it is small or large; default: the box's. */
  readonly area?: number;
}

export interface DetectedBox {
  readonly image: number;
  readonly class: number;
  readonly box: Box;
  /** Larger is more confident. */
  readonly score: number;
}

/** Objects and detections of several images. */
export interface DetectionCounts extends ImageCounts {
  readonly classes: number;
  readonly truth: readonly TrueBox[];
  /** In the order of the file: where scores are equal, code bases go by it. */
  readonly detected: readonly DetectedBox[];
}

/** The boxes of two detectors as one set of images, the first one's before the other's. */
export function poolDetections(first: DetectionCounts, second: DetectionCounts): DetectionCounts {
  const moved = <T extends { readonly image: number }>(boxes: readonly T[]) =>
    boxes.map((box) => ({ ...box, image: box.image + first.images }));
  return {
    classes: first.classes,
    images: first.images + second.images,
    truth: [...first.truth, ...moved(second.truth)],
    detected: [...first.detected, ...moved(second.detected)],
  };
}

export function areaOf([left, top, right, bottom]: Box): number {
  return (right - left) * (bottom - top);
}

/** Area that two boxes share. */
export function intersectionOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Intersection over union.
 *
 * @example iouOfBoxes([0, 0, 2, 2], [1, 0, 3, 2]) // 0.3333: 2 of 6
 */
export function iouOfBoxes(a: Box, b: Box): number {
  const both = intersectionOf(a, b);
  return both === 0 ? 0 : both / (areaOf(a) + areaOf(b) - both);
}

/** The boxes of each class in each image, as places in the list: [class] -> image -> places. */
export function placesByClass(
  boxes: readonly { readonly image: number; readonly class: number }[],
  classes: number,
): readonly ReadonlyMap<number, readonly number[]>[] {
  const places = Array.from({ length: classes }, () => new Map<number, number[]>());
  for (const [place, box] of boxes.entries()) {
    const ofClass = places[box.class];
    const list = ofClass.get(box.image);
    if (list === undefined) ofClass.set(box.image, [place]);
    else list.push(place);
  }
  return places;
}
