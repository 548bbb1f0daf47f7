/** One of several machines that share a work. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

/**
 * Deals pieces of work out to shards, the largest first, each to the shard with the least work so far. Every machine finds
 * the same division by itself.
 *
 * @returns for each shard its pieces
 * @example dealOut([5, 4, 3, 3], (piece) => piece, 2) // [[5, 3], [4, 3]]
 */
export function dealOut<Piece>(
  pieces: readonly Piece[],
  workOf: (piece: Piece) => number,
  count: number,
): readonly (readonly Piece[])[] {
  const shards = Array.from({ length: count }, () => ({ work: 0, pieces: [] as Piece[] }));
  for (const piece of pieces.toSorted((a, b) => workOf(b) - workOf(a))) {
    const lightest = shards.reduce((least, shard) => (shard.work < least.work ? shard : least));
    lightest.work += workOf(piece);
    lightest.pieces.push(piece);
  }
  return shards.map((shard) => shard.pieces);
}
