import * as tf from "@tensorflow/tfjs-core";

type Attributes = Pick<tf.ResizeBilinearAttrs, "alignCorners" | "halfPixelCenters">;
/** What a target position takes of source positions. */
type Share = { readonly at: number; readonly weight: number };
type Method = (position: number, source: number, attributes: Attributes) => readonly Share[];

/** The two neighbours, by distance. */
const bilinear: Method = (position, source) => {
  const below = Math.max(0, Math.floor(position));
  const above = Math.max(0, Math.min(source - 1, Math.ceil(position)));
  return [
    { at: below, weight: 1 - (position - below) },
    { at: above, weight: position - below },
  ];
};

/** The one whose cell the position is in; with aligned corners, the nearer one. */
const nearest: Method = (position, source, { alignCorners }) => {
  const at = Math.min(source - 1, alignCorners ? Math.round(position) : Math.floor(position));
  return [{ at, weight: 1 }];
};

/** What each target position along an axis takes. */
function sharesOf(
  method: Method,
  source: number,
  target: number,
  attributes: Attributes,
): readonly (readonly Share[])[] {
  const { alignCorners, halfPixelCenters } = attributes;
  const scale = alignCorners && target > 1 ? (source - 1) / (target - 1) : source / target;
  // A cell's centre is half a cell in; between cells' values, their centres are where they lie.
  const offset = method === bilinear ? 0.5 : 0;
  return Array.from({ length: target }, (_, i) =>
    method(halfPixelCenters ? scale * (i + 0.5) - offset : scale * i, source, attributes),
  );
}

/**
 * Gradient of resizing on the JavaScript back end: each target pixel's slope goes to the source pixels that it was made
 * of, by their weights. The library's own kernels leave out half-pixel centres, and their nearest neighbours are not
 * those of the forward pass.
 */
function gradientKernel(kernelName: string, method: Method): tf.KernelConfig {
  return {
    kernelName,
    backendName: "cpu",
    kernelFunc: ({ inputs, attrs, backend: active }) => {
      const backend = active as tf.KernelBackend;
      const { dy, images } = inputs as Readonly<Record<"dy" | "images", tf.TensorInfo>>;
      const attributes = attrs as unknown as Attributes;
      const [batch, height, width, channels] = images.shape;
      const rows = sharesOf(method, height, dy.shape[1], attributes);
      const columns = sharesOf(method, width, dy.shape[2], attributes);
      const slopes = backend.readSync(dy.dataId) as Float32Array;
      const gradient = new Float32Array(tf.util.sizeFromShape(images.shape));
      let from = 0;
      for (let image = 0; image < batch; image++) {
        for (const row of rows) {
          for (const column of columns) {
            for (const y of row) {
              for (const x of column) {
                const to = ((image * height + y.at) * width + x.at) * channels;
                for (let c = 0; c < channels; c++) gradient[to + c] += y.weight * x.weight * slopes[from + c];
              }
            }
            from += channels;
          }
        }
      }
      return { dataId: backend.write(gradient, images.shape, "float32"), shape: images.shape, dtype: "float32" };
    },
  };
}

export const resizeGradients: readonly tf.KernelConfig[] = [
  gradientKernel(tf.ResizeBilinearGrad, bilinear),
  gradientKernel(tf.ResizeNearestNeighborGrad, nearest),
];
