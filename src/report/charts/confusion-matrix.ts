import type { Diagnostics } from "../../result/diagnostics.ts";
import { shortened } from "../shortened.ts";
import type { Chart, Panel } from "./chart.ts";
import { BETTER, DARK_INK, PAPER } from "./theme.ts";

/** Most classes of which every pair is drawn; of more, a list of the most frequent confusions says more. */
export const MAX_MATRIX_CLASSES = 50;

/** Letters of a class's name at the axis. */
const NAME_LETTERS = 16;

const RIGHT = "#d9d9d9";

interface Cell {
  readonly label: string;
  readonly predicted: string;
  readonly share: number;
  readonly right: boolean;
}

/**
 * What is taken for what: a panel for each checkpoint, the true class in rows and the predicted one in columns. Colour
 * is the share of the row's images, of wrong answers only, so that the diagonal does not drown them. Undefined beyond
 * fifty classes, and where the result does not hold every pair.
 */
export function confusionMatrix(
  checkpoints: readonly { readonly name: string; readonly diagnostics: Diagnostics }[],
  classes: readonly string[],
): Chart | undefined {
  if (classes.length > MAX_MATRIX_CLASSES) return undefined;
  if (checkpoints.some(({ diagnostics }) => diagnostics.confusionsLeftOut > 0)) return undefined;
  // Two names that are cut to the same text must stay two rows.
  const names = classes.map((name, i) => `${shortened(name, NAME_LETTERS)}${" ".repeat(repeatsBefore(classes, i))}`);
  const panels = checkpoints.map(({ name, diagnostics }) => ({ name, cells: cellsOf(diagnostics, names) }));
  const largest = Math.max(0.01, ...panels.flatMap(({ cells }) => cells.filter((c) => !c.right).map((c) => c.share)));
  return {
    id: "confusion-matrix",
    title: "What is taken for what",
    description:
      "Rows are true classes, columns predicted ones. Blue: the share of a class's images that is taken for another, " +
      `darkest at ${Math.round(100 * largest)} %. The grey diagonal is what is recognised.`,
    fixedColors: true,
    spec: { hconcat: panels.map(({ name, cells }, i) => panel(name, cells, names, largest, i === 0)) },
    table: {
      columns: ["checkpoint", "true class", "predicted", "images"],
      rows: checkpoints.flatMap(({ name, diagnostics }) =>
        diagnostics.confusions.map(({ label, predicted, count }) => [name, classes[label], classes[predicted], count]),
      ),
    },
  };
}

function repeatsBefore(classes: readonly string[], place: number): number {
  const own = shortened(classes[place], NAME_LETTERS);
  return classes.slice(0, place).filter((name) => shortened(name, NAME_LETTERS) === own).length;
}

function cellsOf({ classes, confusions }: Diagnostics, names: readonly string[]): readonly Cell[] {
  const share = (label: number, count: number) => count / Math.max(1, classes[label].count);
  return [
    ...classes.flatMap(({ class: k, recall }) =>
      recall === null ? [] : [{ label: names[k], predicted: names[k], share: recall, right: true }],
    ),
    ...confusions.map(({ label, predicted, count }) => ({
      label: names[label],
      predicted: names[predicted],
      share: share(label, count),
      right: false,
    })),
  ];
}

function panel(
  title: string,
  cells: readonly Cell[],
  names: readonly string[],
  largest: number,
  first: boolean,
): Panel {
  const step = 14;
  const x = {
    field: "predicted",
    type: "nominal" as const,
    scale: { domain: [...names] },
    axis: { title: "predicted", labelAngle: -90, labelColor: DARK_INK, titleColor: DARK_INK, labelFontSize: 11 },
  };
  const y = {
    field: "label",
    type: "nominal" as const,
    scale: { domain: [...names] },
    axis: first
      ? { title: "true class", labelColor: DARK_INK, titleColor: DARK_INK, labelFontSize: 11 }
      : { title: null, labels: false, ticks: false },
  };
  return {
    title: { text: title, fontSize: 12, limit: step * names.length, color: DARK_INK },
    width: { step },
    height: { step },
    layer: [
      {
        data: { values: cells.filter(({ right }) => !right) },
        mark: { type: "rect" },
        encoding: {
          x,
          y,
          color: {
            field: "share",
            type: "quantitative",
            legend: null,
            scale: { domain: [0, largest], range: [PAPER, BETTER, "#00588a"], interpolate: "rgb" },
          },
        },
      },
      {
        data: { values: cells.filter(({ right }) => right) },
        mark: { type: "rect", color: RIGHT },
        encoding: { x, y },
      },
    ],
  };
}
