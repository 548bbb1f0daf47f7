import type { TopLevelSpec } from "vega-lite";

/** One of several drawings that stand beside each other in a chart. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown[] }>["hconcat"][number];

/** A cell of the table behind a chart; null where there is no value. */
export type Cell = string | number | null;

/**
 * A chart as data: what to draw as a vega-lite specification, and the same content in words and as a table, for
 * whoever cannot see the drawing or wants the numbers.
 */
export interface Chart {
  /** Stem of its files, and its anchor in the report. */
  readonly id: string;
  readonly title: string;
  /** What is shown and how to read it, in one or two sentences: the text alternative. */
  readonly description: string;
  readonly spec: TopLevelSpec;
  /** Whether it has colours that were computed when it was drawn, and needs a light ground in every theme. */
  readonly fixedColors?: true;
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly Cell[])[];
  };
}
