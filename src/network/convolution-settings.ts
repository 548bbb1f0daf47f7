/** A convolution, as networks describe it. */
export interface ConvolutionSettings {
  readonly from: number;
  readonly to: number;
  /** Side of the square kernel. */
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
  /** Rows and columns of zeros on every side; default: what keeps the size at stride 1. */
  readonly padding?: number;
  /** Default 1. With `groups` equal to `from` and `to` it is a depthwise convolution. */
  readonly groups?: number;
  /** Default false. */
  readonly bias?: boolean;
}

/** Rows and columns of zeros on every side of a convolution. */
export const paddingOf = ({ padding, kernel }: ConvolutionSettings): number => padding ?? (kernel - 1) / 2;
