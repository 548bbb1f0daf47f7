/** Attention of MViTv2 between the positions of a square map. */
export interface AttentionSettings {
  /** Features of a token before and after. */
  readonly from: number;
  readonly to: number;
  readonly heads: number;
  /** Rows of the map that comes in; as many columns. */
  readonly side: number;
  /** Of queries, and of keys and values. */
  readonly queryStride: number;
  readonly keyStride: number;
  readonly epsilon: number;
}

/** Rows of a map after its queries are pooled. */
export const pooledSide = (side: number, stride: number): number => Math.floor((side - 1) / stride) + 1;

/** Which row of the table stands for a query and a key, [queries, keys]: distances are scaled where their sizes differ. */
export function relativeRows(queries: number, keys: number): number[][] {
  const [ofQuery, ofKey] = [Math.max(keys / queries, 1), Math.max(queries / keys, 1)];
  return Array.from({ length: queries }, (_, query) =>
    Array.from({ length: keys }, (__, key) => Math.trunc(query * ofQuery - key * ofKey + (keys - 1) * ofKey)),
  );
}
