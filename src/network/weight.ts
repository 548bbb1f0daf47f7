import { elementCount } from "../core/element-count.ts";
/**
 * What a weight is to its layer: a convolution's or matrix' kernel, the four vectors of a normalisation, a table of vectors
 * that are looked up.
 */
export type WeightRole = "kernel" | "bias" | "scale" | "shift" | "mean" | "variance" | "table";

/** How PyTorch's layout of a weight becomes TensorFlow.js': axes in another order. */
export type Arrangement = "as-is" | "convolution" | "depthwise" | "linear";

/** A weight that a network needs. */
export interface WeightSpec {
  /** As PyTorch's state dictionaries name it: the layer's path and the weight's own name. */
  readonly name: string;
  /** Path of the layer. */
  readonly layer: string;
  readonly role: WeightRole;
  /** In PyTorch's layout. */
  readonly shape: readonly number[];
  readonly arrangement: Arrangement;
  /** Stored, and without effect on the output: training leaves it as it is. */
  readonly unused?: boolean;
}

const PYTORCH_NAMES: Readonly<Record<WeightRole, string>> = {
  kernel: "weight",
  bias: "bias",
  scale: "weight",
  shift: "bias",
  mean: "running_mean",
  variance: "running_var",
  table: "weight",
};

const TENSORFLOW_NAMES: Readonly<Record<WeightRole, string>> = {
  kernel: "kernel",
  bias: "bias",
  scale: "gamma",
  shift: "beta",
  mean: "moving_mean",
  variance: "moving_variance",
  table: "table",
};

export function weightSpec(
  layer: string,
  role: WeightRole,
  shape: readonly number[],
  arrangement: Arrangement = "as-is",
): WeightSpec {
  return { name: `${layer}.${PYTORCH_NAMES[role]}`, layer, role, shape, arrangement };
}

/** The weight's name in a LayersModel: `stage1.block1.conv1/kernel`. */
export const tensorflowName = ({ layer, role, arrangement }: WeightSpec): string =>
  `${layer}/${arrangement === "depthwise" ? "depthwise_kernel" : TENSORFLOW_NAMES[role]}`;

/** Whether gradients move it; averages over batches move by themselves. */
export const isTrainable = ({ role, unused }: WeightSpec): boolean =>
  role !== "mean" && role !== "variance" && unused !== true;

/** Numbers in it. */
export const sizeOf = ({ shape }: WeightSpec): number => elementCount(shape);
