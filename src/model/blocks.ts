import * as tfl from "@tensorflow/tfjs-layers";

/** Share of the old moving average that one training step keeps: PyTorch's `momentum=0.1`, seen from the other side. */
const MOVING_AVERAGE_KEPT = 0.9;
/** Added to the variance under the root of batch normalisation: PyTorch's default. */
const BATCH_NORM_EPSILON = 1e-5;

/** A convolution's shape. Its output size is ceil(input / stride), its padding symmetric as in PyTorch. */
interface ConvolutionShape {
  readonly filters: number;
  /** Odd side of the square kernel. */
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
}

/**
 * The words in which architectures are described. Every layer is a standard one of TensorFlow.js, so any program
 * with TensorFlow.js opens the result. Kernels and biases start at zero here: `initialize` draws them.
 */
export interface Blocks {
  /** Convolution without a bias. */
  convolution(input: tfl.SymbolicTensor, name: string, shape: ConvolutionShape): tfl.SymbolicTensor;
  /** Batch normalisation over everything but channels. */
  batchNorm(input: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  relu(input: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  add(inputs: readonly tfl.SymbolicTensor[], name: string): tfl.SymbolicTensor;
  globalAverage(input: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** Fully connected layer with a bias. */
  linear(input: tfl.SymbolicTensor, name: string, units: number): tfl.SymbolicTensor;
}

const apply = (layer: { apply(input: tfl.SymbolicTensor | tfl.SymbolicTensor[]): unknown }) => ({
  to: (input: tfl.SymbolicTensor | readonly tfl.SymbolicTensor[]) =>
    layer.apply(input as tfl.SymbolicTensor | tfl.SymbolicTensor[]) as tfl.SymbolicTensor,
});

/** The blocks as layers of TensorFlow.js. */
export const layerBlocks: Blocks = {
  convolution(input, name, { filters, kernel, stride = 1 }) {
    // TensorFlow's "same" pads a strided convolution at the far side only; PyTorch, where these networks come from,
    // pads both sides. Padding apart keeps imported weights exact.
    const padApart = stride > 1 && kernel > 1;
    const padded = padApart
      ? apply(tfl.layers.zeroPadding2d({ padding: (kernel - 1) / 2, name: `${name}.pad` })).to(input)
      : input;
    const convolution = tfl.layers.conv2d({
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: padApart ? "valid" : "same",
      useBias: false,
      kernelInitializer: "zeros",
      name,
    });
    return apply(convolution).to(padded);
  },
  batchNorm(input, name) {
    return apply(
      tfl.layers.batchNormalization({ momentum: MOVING_AVERAGE_KEPT, epsilon: BATCH_NORM_EPSILON, name }),
    ).to(input);
  },
  relu: (input, name) => apply(tfl.layers.reLU({ name })).to(input),
  add: (inputs, name) => apply(tfl.layers.add({ name })).to(inputs),
  globalAverage: (input, name) => apply(tfl.layers.globalAveragePooling2d({ name })).to(input),
  linear: (input, name, units) =>
    apply(tfl.layers.dense({ units, kernelInitializer: "zeros", biasInitializer: "zeros", name })).to(input),
};
