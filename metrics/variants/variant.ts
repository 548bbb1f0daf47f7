import type { Metric } from "../metric.ts";

/**
 * The way one code base of the field computes some of the metrics, under the same ids. Signatures differ from the
 * canonical ones, so that two numbers of one name are not mistaken for each other.
 */
export interface Variant {
  readonly id: string;
  readonly title: string;
  /** Repository and path whose numbers it reproduces. */
  readonly source: string;
  /** The metrics that differ; the others stay canonical. */
  readonly metrics: readonly Metric[];
}
