/** Rows r_i become lambda r_i + (1 - lambda) r_j with j = partners[i], in place. All rows have one length. */
export function blend(rows: Float32Array, partners: ArrayLike<number>, lambda: number): void {
  const before = rows.slice();
  const row = rows.length / partners.length;
  for (let i = 0; i < partners.length; i++) {
    const own = i * row;
    const other = partners[i] * row;
    for (let k = 0; k < row; k++) rows[own + k] = lambda * before[own + k] + (1 - lambda) * before[other + k];
  }
}
