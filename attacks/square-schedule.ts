/**
 * Side of the square that Square tries at a query: sqrt(p x height x width), where p, the share of the image that is
 * changed, starts at 0.8 and is halved after 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000 of 10,000 queries; for
 * another number of queries the schedule is stretched.
 *
 * @param query 0-based
 * @param smallest smallest side that the caller can use
 * @returns an integer, at most the shorter side of the image
 * @example squareSide(0, 10_000, { height: 32, width: 32 }) // 29: round(sqrt(0.8 x 1024))
 *
 * Source: Andriushchenko et al., ECCV 2020, arXiv:1912.00049, section 3 (the halving points); the start of 0.8 and the
 * stretching are AutoAttack's.
 */
export function squareSide(query: number, queries: number, { height, width }: Extent, smallest = 1): number {
  const halvings = HALVED_AFTER.filter((point) => Math.floor((query / queries) * 10_000) > point).length;
  const side = Math.round(Math.sqrt((FIRST_SHARE / 2 ** halvings) * height * width));
  return Math.min(Math.max(side, smallest), height, width);
}

export interface Extent {
  readonly height: number;
  readonly width: number;
}

const FIRST_SHARE = 0.8;
const HALVED_AFTER = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];
