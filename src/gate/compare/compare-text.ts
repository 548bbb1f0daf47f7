import pico from "picocolors";
import { printableDeep } from "../../core/printable.ts";
import { ARROWS, ARROWS_LEGEND } from "../../report/arrows.ts";
import { formatDifference, formatDifferenceInterval, formatValue } from "../../report/format.ts";
import { shortened } from "../../report/shortened.ts";
import type { Colors } from "../../report/terminal/colors.ts";
import { fineScaleOf } from "../../report/terminal/metric-rows.ts";
import { plainTable } from "../../report/terminal/table.ts";
import { wrapped } from "../../report/terminal/wrapped.ts";
import type { Compared, ComparedRow } from "./compare-sides.ts";

const NAME_LENGTH = 20;
/** Checkpoints up to which each change stands beside its value. */
const MOST_WITH_CHANGE = 3;
/** Classes that are listed: those whose accuracy changed most surely. */
const CLASSES_SHOWN = 10;

/** Checkpoints side by side for a terminal of 100 columns: values, ranks and changes from the first. */
export function compareText(stored: Compared, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const compared = printableDeep(stored);
  const { rows, data, checkpoints, flips } = compared;
  const names = checkpoints.map(({ name }) => shortened(name, NAME_LENGTH));
  const sliced = rows.filter(({ slice }) => slice !== null);
  const changed = sliced.filter(({ values }) => values.some(({ tendency }) => tendency !== "unclear"));
  const sections = [
    rows.filter(({ on, slice }) => on === "clean" && slice === null),
    rows.filter(({ on }) => on !== "clean"),
    changed.slice(0, CLASSES_SHOWN),
  ].filter((section) => section.length > 0);
  const below = [
    ...flips.map(
      ({ name, lost, won, otherwiseWrong }) =>
        `${name}: ${won} images right that ${names[0]} has wrong, ${lost} wrong that it has right, ${otherwiseWrong} wrong otherwise.`,
    ),
    ...(sliced.length === 0
      ? []
      : [
          `Classes: ${changed.length} of ${sliced.length} differ${changed.length > CLASSES_SHOWN ? `, ${CLASSES_SHOWN} of them shown` : ""}; by chance 5 % would.`,
        ]),
    `* the paired 95 % interval of the change from ${names[0]} excludes zero, without adjustment for their number   (1) rank   ${ARROWS_LEGEND}`,
  ];
  return [
    "",
    ` ${colors.bold(`${data.name}: ${data.count.toLocaleString("en-US")} images, compared with ${names[0]}`)}`,
    "",
    sections.map((section) => table(section, names, colors)).join("\n\n"),
    "",
    ...below.flatMap((line) => wrapped(line, " ")).map((line) => colors.dim(line)),
    "",
  ].join("\n");
}

function table(rows: readonly ComparedRow[], names: readonly string[], colors: Colors): string {
  const withChange = names.length <= MOST_WITH_CHANGE;
  const head = ["", "", ...names.flatMap((name, m) => [name, ...(withChange && m > 0 ? ["change"] : [])])];
  const body = rows.map(({ metric, on, slice, values }) => {
    const scale = fineScaleOf(metric);
    const cells = values.flatMap(({ value, rank, change, tendency }, m) => {
      const paint = tendency === "better" ? colors.green : tendency === "worse" ? colors.red : (text: string) => text;
      const star = tendency === "unclear" ? "" : " *";
      const text = `${formatValue(value ?? Number.NaN, scale)}${rank === null ? "" : colors.dim(` (${rank})`)}`;
      if (!withChange) return [`${text}${paint(star)}`];
      if (m === 0) return [text];
      const moved =
        change === null
          ? ""
          : `${formatDifference(change.difference, scale)} ${colors.dim(formatDifferenceInterval(change.interval, scale))}`;
      return [text, `${moved}${paint(star)}`];
    });
    const title = slice ?? (on === "clean" ? metric.name : on);
    return [colors.bold(title), colors.dim(`${scale.unit} ${ARROWS[metric.better]}`), ...cells];
  });
  const alignments = head.map((title, column) =>
    column < 2 || title === "change" ? ("left" as const) : ("right" as const),
  );
  return plainTable([head.map((title) => colors.dim(title)), ...body], alignments);
}
