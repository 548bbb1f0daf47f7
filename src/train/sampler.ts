/**
 * What makes up an example of a batch: a single image, or a pair of two different images of one class. Each image of
 * the training set is the first of its example once an epoch.
 */
export type SamplerId = "single" | "pair";

/** Branches of a batch: sets of images, the i-th of each belonging to example i. */
export const BRANCHES: Readonly<Record<SamplerId, number>> = { single: 1, pair: 2 };
