import { printedScale } from "../../../core/metric-record.ts";
import type { Study, StudyColumn } from "../../../result/study-result.ts";
import type { Chart, Panel } from "../../charts/chart.ts";
import { INK, MUTED, SERIES } from "../../charts/theme.ts";
import type { StudyGroup } from "../groups.ts";
import { primaryColumn } from "../tables.ts";

const WIDTH = 300;
const STEP = 26;

/**
 * Every seed of every method in the tested column, and its difference from the reference with the same seed, with the mean
 * and its 95 % interval over seeds.
 */
export function seedPoints(study: Study, { title, rows }: StudyGroup, index: number): Chart {
  const column = primaryColumn(study);
  const factor = printedScale(column);
  const { seeds, reference } = study.plan;
  const methods = rows.map(({ method }) => method);
  const valuesOf = (method: string) => rows.find((row) => row.method === method)?.figures[column.id]?.values ?? [];
  const base = valuesOf(reference);
  const points = methods.flatMap((method) =>
    valuesOf(method).flatMap((value, i) => {
      if (value === null) return [];
      const other = base[i];
      const difference = other === null || other === undefined ? null : factor * (value - other);
      return [{ method, seed: seeds[i], value: factor * value, difference: method === reference ? null : difference }];
    }),
  );
  const means = rows.map(({ method, figures, differences }) => {
    const difference = differences?.[column.id];
    return {
      method,
      mean: scaled(figures[column.id]?.mean, factor),
      difference: scaled(difference?.mean, factor),
      low: scaled(difference?.interval?.[0], factor),
      high: scaled(difference?.interval?.[1], factor),
    };
  });
  const name = unitOf(column);
  return {
    id: `study-seeds-${index}`,
    title: `${title}: each seed`,
    description: `Left: ${name} of each network, a point for each seed, the mean as a stroke. Right: the difference from ${reference} with the same seed, with the mean and its 95 % interval over seeds.`,
    spec: {
      hconcat: [
        panel(methods, name, points, (y) => [meanStroke(means, y)], "value"),
        panel(
          methods,
          `difference from ${reference}`,
          points,
          (y) => [ZERO_LINE, ...intervals(means, y)],
          "difference",
        ),
      ],
    },
    table: {
      columns: ["method", "seed", name, `difference from ${reference}`],
      rows: points.map(({ method, seed, value, difference }) => [method, `${seed}`, value, difference]),
    },
  };
}

interface Mean {
  readonly method: string;
  readonly mean: number | null;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Where a method's row is. */
function rowsOf(methods: readonly string[], named: boolean) {
  return {
    field: "method",
    type: "nominal" as const,
    scale: { domain: [...methods] },
    axis: named ? { title: null, labelLimit: 220 } : { title: null, labels: false, ticks: false },
  };
}

type Rows = ReturnType<typeof rowsOf>;
type Layer = Extract<Panel, { layer: unknown[] }>["layer"][number];

function panel(
  methods: readonly string[],
  axis: string,
  points: readonly object[],
  more: (y: Rows) => readonly Layer[],
  field: "value" | "difference",
): Panel {
  const y = rowsOf(methods, field === "value");
  return {
    width: WIDTH,
    height: { step: STEP },
    layer: [
      {
        data: { values: [...points] },
        mark: { type: "point", size: 28, opacity: 0.6, color: SERIES[0].color },
        encoding: { y, x: { field, type: "quantitative", scale: { zero: false }, title: axis } },
      },
      ...more(y),
    ],
  };
}

function meanStroke(means: readonly Mean[], y: Rows): Layer {
  return {
    data: { values: means.filter(({ mean }) => mean !== null) },
    mark: { type: "tick", thickness: 3, size: 18, color: INK },
    encoding: { y, x: { field: "mean", type: "quantitative" } },
  };
}

const ZERO_LINE: Layer = {
  data: { values: [{ zero: 0 }] },
  mark: { type: "rule", color: MUTED, strokeDash: [3, 3] },
  encoding: { x: { field: "zero", type: "quantitative" } },
};

function intervals(means: readonly Mean[], y: Rows): readonly Layer[] {
  const values = means.filter(({ difference }) => difference !== null);
  return [
    {
      data: { values: values.filter(({ low }) => low !== null) },
      mark: { type: "rule", strokeWidth: 2, color: INK },
      encoding: { y, x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
    },
    {
      data: { values },
      mark: { type: "point", shape: "diamond", filled: true, size: 60, color: INK },
      encoding: { y, x: { field: "difference", type: "quantitative" } },
    },
  ];
}

/** A column's name with its unit. */
export function unitOf({ title, unit }: StudyColumn): string {
  return unit === "" ? title : `${title} (${unit})`;
}

function scaled(value: number | null | undefined, factor: number): number | null {
  return value === null || value === undefined ? null : factor * value;
}
