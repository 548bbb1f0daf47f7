import * as tf from "@tensorflow/tfjs-core";

/**
 * Gradient of average pooling on the JavaScript back end: every pixel of a window gets dy / (pixels in the window). Where
 * a window reaches over the border, fewer pixels made its mean; the library's own kernel divides by the whole window
 * there, and PyTorch (`count_include_pad=False`) and TensorFlow do not.
 */
export const averagePoolGradient: tf.KernelConfig = {
  kernelName: tf.AvgPoolGrad,
  backendName: "cpu",
  kernelFunc: ({ inputs, attrs, backend: active }) => {
    const backend = active as tf.KernelBackend;
    const { dy, input } = inputs as Readonly<Record<"dy" | "input", tf.TensorInfo>>;
    const { filterSize, strides, pad } = attrs as unknown as tf.AvgPoolGradAttrs;
    const shape = input.shape as [number, number, number, number];
    const pool = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
    const { inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = pool;
    const slopes = backend.readSync(dy.dataId) as Float32Array;
    const gradient = new Float32Array(tf.util.sizeFromShape(shape));
    for (let i = 0; i < slopes.length; i++) {
      const channel = i % inChannels;
      const place = Math.floor(i / inChannels);
      const [row, column] = [Math.floor(place / outWidth) % outHeight, place % outWidth];
      const image = Math.floor(place / (outWidth * outHeight));
      const [top, left] = [row * pool.strideHeight - padInfo.top, column * pool.strideWidth - padInfo.left];
      const [firstRow, endRow] = [Math.max(top, 0), Math.min(top + pool.filterHeight, inHeight)];
      const [firstColumn, endColumn] = [Math.max(left, 0), Math.min(left + pool.filterWidth, inWidth)];
      const share = slopes[i] / ((endRow - firstRow) * (endColumn - firstColumn));
      for (let y = firstRow; y < endRow; y++) {
        for (let x = firstColumn; x < endColumn; x++) {
          gradient[((image * inHeight + y) * inWidth + x) * inChannels + channel] += share;
        }
      }
    }
    return { dataId: backend.write(gradient, shape, "float32"), shape, dtype: "float32" };
  },
};
