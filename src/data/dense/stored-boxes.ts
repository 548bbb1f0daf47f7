/** Edges in pixels from 0: left, top, right, bottom. */
type StoredBox = readonly [number, number, number, number];

/** An object of the truth, and where it is. */
export interface StoredObject {
  readonly image: number;
  readonly class: number;
  readonly box: StoredBox;
  /** Difficult (VOC), a crowd (COCO): detections of it count neither way. */
  readonly difficult: boolean;
  /** Of the object's mask, square pixels, where the truth says it. */
  readonly area?: number;
}

export interface StoredDetection {
  readonly image: number;
  readonly class: number;
  readonly box: StoredBox;
  readonly score: number;
}

/** The objects of a set of images. */
export interface DetectionTruth {
  /** Names of the images, in order. */
  readonly images: readonly string[];
  readonly classes: readonly string[];
  readonly objects: readonly StoredObject[];
  /** Place of an image by what detections call it: its number or its name. */
  readonly imageOf: ReadonlyMap<string, number>;
  /** Place of a class by its number; empty where classes have none. */
  readonly classOf: ReadonlyMap<number, number>;
}
