import Table from "cli-table3";
import pico from "picocolors";
import { printableDeep } from "../../core/printable.ts";
import type { AttackResult } from "../../result/attack-result.ts";
import { formatEpsilon, formatValue, PERCENT } from "../format.ts";
import { BORDERLESS } from "./borderless.ts";

type Colors = ReturnType<typeof pico.createColors>;

/** The study of one attack as tables for a terminal. */
export function attackTable(stored: AttackResult, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const result = printableDeep(stored);
  const { tool, data, checkpoint, attack } = result;
  const heading = [
    `${tool.name} ${tool.version}`,
    `${attack.title} on ${checkpoint.name}`,
    `${data.name}: ${data.count} images`,
  ];
  const settings = Object.entries(attack.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `\n ${colors.bold(heading.join("  ·  "))}`,
    ` ${colors.dim(settings.join(", "))}`,
    section("Accuracy against epsilon", colors, curveTable(result, colors)),
    section("Loss along the steps", colors, stepTable(result, colors)),
    section("Broken first", colors, brokenTable(result, colors)),
    ...notes(result, colors),
    "",
  ].join("\n");
}

function curveTable({ study, space, epsilon }: AttackResult, colors: Colors): string {
  const table = tableOf(["epsilon", "pixel", "normalised", "accuracy", ""], colors);
  table.push(["clean", "", "", percent(study.clean), bar(study.clean)]);
  const points = study.curve.some((point) => point.epsilon === epsilon)
    ? study.curve
    : [...study.curve, { epsilon, units: study.units, accuracy: study.accuracy }];
  for (const point of points.toSorted((a, b) => a.epsilon - b.epsilon)) {
    const here = point.epsilon === epsilon;
    table.push([
      here ? colors.bold(formatEpsilon(point.epsilon)) : formatEpsilon(point.epsilon),
      `${range(point.units.pixel.map((value) => value * 255))}/255`,
      range(point.units.normalized),
      here ? colors.bold(percent(point.accuracy)) : percent(point.accuracy),
      bar(point.accuracy),
    ]);
  }
  return `  ${colors.dim(`epsilon in ${space} space; the other column says what it is there, over the three channels`)}\n${table}`;
}

function stepTable({ study }: AttackResult, colors: Colors): string {
  const table = tableOf(["step", "mean loss", "best so far", "fooled so far"], colors);
  const first = study.steps.filter(({ restart }) => restart === 0);
  for (const { step, loss, best, fooled } of spread(first, SHOWN_STEPS)) {
    table.push([`${step}`, formatEpsilon(loss), formatEpsilon(best), percent(fooled)]);
  }
  return table.toString();
}

function brokenTable({ study, data, brokenFirst }: AttackResult, colors: Colors): string {
  if (brokenFirst.length === 0) return "  none";
  const table = tableOf(["image", "label", "became", "label's probability", "after", "at epsilon"], colors);
  for (const row of brokenFirst.slice(0, SHOWN_EXAMPLES)) {
    const { index, label, attacked, confidence, brokenAfter, brokenAt } = study.examples[row];
    table.push([
      `${index}`,
      data.classes[label],
      data.classes[attacked],
      confidence.map(percent).join(" → "),
      brokenAfter < 0 ? "" : `${brokenAfter} ${brokenAfter === 1 ? "step" : "steps"}`,
      brokenAt === undefined ? "" : formatEpsilon(brokenAt),
    ]);
  }
  return table.toString();
}

function notes({ study, attack }: AttackResult, colors: Colors): readonly string[] {
  const rivals = study.rivals.map(({ title, accuracy }) => `  ${title} leaves ${percent(accuracy)}`);
  const warnings = study.warnings.map(({ sentence }) => `  ${colors.yellow("!")} ${sentence}`);
  const flags = study.flags.map(({ sentence }) => `  ${colors.red("✗")} ${sentence}`);
  const verdict =
    flags.length > 0
      ? flags
      : [
          `  ${colors.green("✓")} No sign that ${attack.title} fails for reasons of its own. That is no proof of robustness.`,
        ];
  return [
    ...(rivals.length > 0 ? [section("Other attacks, same epsilon", colors, rivals.join("\n"))] : []),
    ...(warnings.length > 0 ? [section("Warnings", colors, warnings.join("\n"))] : []),
    section("Can the number be believed?", colors, verdict.join("\n")),
  ];
}

const SHOWN_STEPS = 11;
const SHOWN_EXAMPLES = 8;
const BAR = 30;

const percent = (share: number) => `${formatValue(share, PERCENT)} %`;
const bar = (share: number) => "█".repeat(Math.round(share * BAR));
const section = (title: string, colors: Colors, content: string) => `\n ${colors.bold(colors.cyan(title))}\n${content}`;

function tableOf(head: readonly string[], colors: Colors): InstanceType<typeof Table> {
  return new Table({
    head: head.map((text) => colors.dim(text)),
    style: { head: [], border: [], "padding-left": 2, "padding-right": 1 },
    chars: BORDERLESS,
  });
}

/** One number, or both ends where the channels differ. */
function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(formatEpsilon);
  return low === high ? low : `${low}...${high}`;
}

/** At most so many entries, evenly over the list, both ends among them. */
function spread<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length <= most) return entries;
  return Array.from({ length: most }, (_, i) => entries[Math.round((i * (entries.length - 1)) / (most - 1))]);
}
