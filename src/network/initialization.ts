/**
 * How the first weights of a network are drawn:
 * - `fan-out`: kernels of convolutions normal, deviation sqrt(2 / (kernel height x kernel width x filters)), their biases 0
 *   (He et al. 2015, equation 14; PyTorch's `kaiming_normal_(mode="fan_out", nonlinearity="relu")`); linear layers as in
 *   `uniform`
 * - `fan-out-flat`: the same, and linear kernels normal with deviation 0.01, biases 0 (torchvision's VGG and MobileNetV2)
 * - `uniform`: kernels and biases uniform in +-1 / sqrt(inputs of an output), PyTorch's default
 * - `transformer`: linear kernels and tables normal with deviation 0.02, linear biases 0; convolutions as in `uniform`
 *
 * Normalisations begin with scale 1 and shift 0, their averages with mean 0 and variance 1.
 */
export type InitializationId = "fan-out" | "fan-out-flat" | "uniform" | "transformer";
