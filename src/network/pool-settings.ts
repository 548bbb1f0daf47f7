/** A pool over square windows, as networks describe it. */
export interface PoolSettings {
  readonly size: number;
  readonly stride: number;
  /** Rows and columns on every side. */
  readonly padding: number;
}
