// Bounds of what a file may claim about a network, far above any use and far below what would exhaust memory.

/** Largest side of the images, pixels. */
export const LARGEST_SIDE = 2048;
export const MAX_CLASSES = 50_000;
