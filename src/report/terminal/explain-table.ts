import pico from "picocolors";
import { percent } from "../../core/percent.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { printableExplanation } from "../printable-explanation.ts";
import { shortened } from "../shortened.ts";
import { answersUnderTable } from "./answers-under.ts";
import { classAverageTable } from "./class-averages.ts";
import { explainFigures } from "./explain-figures.ts";
import { plainTable } from "./table.ts";

/** Letters of a class's name that a column has room for. */
const NAME_LENGTH = 20;

/** What each checkpoint takes the examples for, and by which layer their maps were made. */
export function explainTable(stored: Explanation, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const explanation = printableExplanation(stored);
  const { checkpoints, examples, data } = explanation;
  const nameOf = (k: number) => shortened(data.classes[k] ?? "", NAME_LENGTH);
  const head = [
    "image",
    "label",
    "chosen for",
    ...checkpoints.map(({ name }) => colors.bold(shortened(name, NAME_LENGTH))),
  ];
  const rows = examples.map(({ index, label, reason, answers }) => [
    `${index}`,
    nameOf(label),
    reason,
    ...answers.map(({ top: [first], maps: [map] }) => {
      const text = `${nameOf(first.class)} ${percent(first.probability)}`;
      const note = map?.peak === 0 ? " (no positive evidence)" : "";
      return `${first.class === label ? colors.green(text) : colors.red(text)}${note}`;
    }),
  ]);
  const layers = checkpoints.map(
    ({ name, method, layer, height, width }) =>
      ` ${shortened(name, NAME_LENGTH)}: ${method === "occlusion" ? "occlusion, since it has no gradient" : `Grad-CAM at ${layer}`}, ${height} x ${width}`,
  );
  const chosen = plainTable(
    [head.map((text) => colors.dim(text)), ...rows],
    ["right", "left", "left", ...checkpoints.map(() => "left" as const)],
  );
  const sections = [
    chosen,
    answersUnderTable(explanation, colors),
    layers.join("\n"),
    classAverageTable(explanation, colors),
    explainFigures(explanation, NAME_LENGTH, colors),
  ];
  return `\n${sections.filter((section) => section !== "").join("\n\n")}\n`;
}
