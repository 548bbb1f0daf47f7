/** Activations of one image at one tap, and the gradient of a logit with respect to them. */
export interface TapGradient {
  /** Row-major [height, width, channels]. */
  readonly activation: Float32Array;
  /** dy_c / dA, same layout. */
  readonly gradient: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A class activation map at the resolution of its tap. */
export interface ClassActivationMap {
  readonly height: number;
  readonly width: number;
  /** sum_k a_k A_k before the rectifier, row-major [height, width]; units of the logit per unit of activation. */
  readonly raw: Float32Array;
}

/**
 * Grad-CAM of one image before the rectifier and before any scaling:
 *
 *     a_k = 1 / (H W) sum_ij dy_c / dA_kij        raw_ij = sum_k a_k A_kij
 *
 * y_c is the logit of class c, A_k channel k of the tap, H x W its positions. The published map is max(raw, 0). For
 * a network that ends in global average pooling and a linear layer, a_k = W_ck / (H W), so the sum of `raw` over all
 * positions is y_c - b_c exactly.
 *
 * Source: Selvaraju et al. 2017, equations 1 and 2.
 *
 * @example
 * const one = { activation: Float32Array.of(1, 2), gradient: Float32Array.of(3, 5), height: 2, width: 1, channels: 1 };
 * gradCam(one).raw // [4, 8]: a = (3 + 5) / 2
 */
export function gradCam({ activation, gradient, height, width, channels }: TapGradient): ClassActivationMap {
  const positions = height * width;
  const weights = new Float64Array(channels);
  for (let i = 0; i < gradient.length; i++) weights[i % channels] += gradient[i] / positions;
  const raw = new Float32Array(positions);
  for (let position = 0; position < positions; position++) {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += weights[k] * activation[position * channels + k];
    raw[position] = sum;
  }
  return { height, width, raw };
}

/** The rectified map, max(raw, 0): evidence for the class. All zeros where there is none. */
export function positiveEvidence({ raw }: ClassActivationMap): Float32Array {
  return raw.map((value) => Math.max(value, 0));
}

/** Largest value of the rectified map; 0 says that the tap holds no positive evidence for the class. */
export function peakOf(map: ClassActivationMap): number {
  return map.raw.reduce((peak, value) => Math.max(peak, value), 0);
}
