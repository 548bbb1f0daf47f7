/** Example quantisation tables of ITU-T T.81 (JPEG), Annex K, tables K.1 (luma) and K.2 (chroma), row by row. */
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** Steps by which the 64 coefficients of a block are rounded, row by row. */
export interface QuantizationTables {
  readonly luma: Int32Array;
  readonly chroma: Int32Array;
}

/**
 * The tables that libjpeg uses for a quality: Annex K's, scaled by 5000 / quality percent below 50 and by
 * 200 - 2 quality percent from 50 on, rounded half up, kept in 1...255 (libjpeg, jcparam.c, jpeg_quality_scaling).
 *
 * @param quality 1 (worst) ... 100
 * @example quantizationTables(50).luma[0] // 16
 */
export function quantizationTables(quality: number): QuantizationTables {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scaled = (table: readonly number[]) =>
    Int32Array.from(table, (step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
  return { luma: scaled(LUMA), chroma: scaled(CHROMA) };
}
