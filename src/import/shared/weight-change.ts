/**
 * Gives a weight of a model other values while it is read: what the network computes otherwise stays the same.
 *
 * @param name as the file has it
 * @param values row-major, finite; not to be changed
 * @returns as many values
 */
export type WeightChange = (name: string, shape: readonly number[], values: Float32Array) => Float32Array;
