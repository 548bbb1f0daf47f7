/** Runs `from` to `to` - 1 of a simulation. Each run draws by its own number, so slices can be made anywhere. */
export interface Slice {
  /** Examples of a comparison. */
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** Alarms by what alarmed. */
export type Tally = Readonly<Record<string, number>>;

/** Both counts of everything that either has. */
export function addTallies(first: Tally, second: Tally): Tally {
  const sum: Record<string, number> = { ...first };
  for (const [id, alarms] of Object.entries(second)) sum[id] = (sum[id] ?? 0) + alarms;
  return sum;
}

/** `runs` runs in slices of at most `size`. */
export function slicesOf(count: number, runs: number, size: number): Slice[] {
  return Array.from({ length: Math.ceil(runs / size) }, (_, s) => ({
    count,
    from: s * size,
    to: Math.min((s + 1) * size, runs),
  }));
}
