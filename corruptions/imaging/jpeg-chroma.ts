/** One channel of an image, stored with rows of `stride` samples, `rows` of them; the image fills the upper left. */
export interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  readonly rows: number;
}

/** An all-black plane for `height` x `width` samples, padded to whole blocks of 8 x 8. */
export function blockPlane(height: number, width: number): Plane {
  const stride = Math.ceil(width / 8) * 8;
  const rows = Math.ceil(height / 8) * 8;
  return { samples: new Uint8Array(stride * rows), stride, rows };
}

/**
 * Halves a channel in both directions by means of 2 x 2 samples, rounded down and up in alternate columns, edge
 * samples continued (libjpeg, jcsample.c, h2v2_downsample; the last row is repeated after halving).
 *
 * @param full row-major [height, width]
 * @returns ceil(height / 2) x ceil(width / 2) samples, padded to whole blocks
 */
export function halved(full: Uint8Array, height: number, width: number): Plane {
  const halfHeight = Math.ceil(height / 2);
  const plane = blockPlane(halfHeight, Math.ceil(width / 2));
  const { samples, stride, rows } = plane;
  for (let row = 0; row < rows; row++) {
    if (row >= halfHeight) {
      samples.copyWithin(row * stride, (row - 1) * stride, row * stride);
      continue;
    }
    const upper = 2 * row * width;
    const lower = Math.min(2 * row + 1, height - 1) * width;
    for (let column = 0; column < stride; column++) {
      const left = Math.min(2 * column, width - 1);
      const right = Math.min(2 * column + 1, width - 1);
      const sum = full[upper + left] + full[upper + right] + full[lower + left] + full[lower + right];
      samples[row * stride + column] = (sum + 1 + (column & 1)) >> 2;
    }
  }
  return plane;
}

/**
 * Doubles a channel in both directions by a triangle filter, weights 9, 3, 3, 1 sixteenths (libjpeg, jdsample.c,
 * "fancy" h2v2 upsampling).
 *
 * @returns row-major [height, width]
 */
export function doubled({ samples, stride }: Plane, height: number, width: number): Uint8Array {
  const halfHeight = Math.ceil(height / 2);
  const halfWidth = Math.ceil(width / 2);
  const full = new Uint8Array(height * width);
  const sums = new Int32Array(halfWidth);
  for (let row = 0; row < height; row++) {
    const near = row >> 1;
    const far = Math.min(halfHeight - 1, Math.max(0, row & 1 ? near + 1 : near - 1));
    for (let i = 0; i < halfWidth; i++) sums[i] = 3 * samples[near * stride + i] + samples[far * stride + i];
    const start = row * width;
    for (let i = 0; i < halfWidth; i++) {
      const left = i === 0 ? sums[0] : sums[i - 1];
      const right = i === halfWidth - 1 ? sums[i] : sums[i + 1];
      full[start + 2 * i] = (3 * sums[i] + left + 8) >> 4;
      if (2 * i + 1 < width) full[start + 2 * i + 1] = (3 * sums[i] + right + 7) >> 4;
    }
  }
  return full;
}
