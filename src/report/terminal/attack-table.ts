import pico from "picocolors";
import { counted } from "../../core/counted.ts";
import { percent } from "../../core/percent.ts";
import { printableDeep } from "../../core/printable.ts";
import { significant } from "../../core/significant.ts";
import type { AttackResult } from "../../result/attack-result.ts";
import type { Colors } from "./colors.ts";
import { readingLines } from "./reading-lines.ts";
import { type Alignment, plainTable } from "./table.ts";
import { wrapped } from "./wrapped.ts";

/** The study of one attack as tables for a terminal. */
export function attackTable(stored: AttackResult, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const result = printableDeep(stored);
  const { tool, data, checkpoint, attack } = result;
  const heading = [
    `${tool.name} ${tool.version}`,
    `${attack.title} on ${checkpoint.name}`,
    `${data.name}: ${counted(data.count, "image")}`,
  ];
  const settings = Object.entries(attack.settings).map(([name, value]) => `${name} ${value}`);
  const readings = readingLines({ data, checkpoints: [checkpoint] });
  return [
    `\n ${colors.bold(heading.join("  ·  "))}`,
    ...[settings.join(", "), ...readings].flatMap((line) => wrapped(line, " ").map((part) => colors.dim(part))),
    section("Accuracy against epsilon", colors, curveTable(result, colors)),
    section("Loss along the steps", colors, stepTable(result, colors)),
    section("Broken first", colors, brokenTable(result, colors)),
    ...conclusions(result, colors),
    "",
  ].join("\n");
}

function curveTable({ study, space, epsilon }: AttackResult, colors: Colors): string {
  const points = study.curve.some((point) => point.epsilon === epsilon)
    ? study.curve
    : [...study.curve, { epsilon, units: study.units, accuracy: study.accuracy }];
  const rows = points
    .toSorted((a, b) => a.epsilon - b.epsilon)
    .map((point) => {
      const emphasis = point.epsilon === epsilon ? colors.bold : String;
      return [
        emphasis(significant(point.epsilon)),
        range(point.units.pixel.map((value) => value * 255)),
        range(point.units.normalized),
        emphasis(percent(point.accuracy)),
        bar(point.accuracy),
      ];
    });
  const clean = ["clean", "", "", percent(study.clean), bar(study.clean)];
  const table = tableOf(["epsilon", "of 255 levels", "normalised", "accuracy", ""], [clean, ...rows], colors);
  return `  ${colors.dim(`epsilon in ${space} space; the other columns say what it is there, over the three channels`)}\n${table}`;
}

function stepTable({ study }: AttackResult, colors: Colors): string {
  const first = study.steps.filter(({ restart }) => restart === 0);
  const rows = spread(first, SHOWN_STEPS).map(({ step, loss, best, fooled }) => [
    `${step}`,
    significant(loss),
    significant(best),
    percent(fooled),
  ]);
  return tableOf(["step", "mean loss", "best so far", "fooled so far"], rows, colors);
}

function brokenTable({ study, data, brokenFirst }: AttackResult, colors: Colors): string {
  if (brokenFirst.length === 0) return "  none";
  const rows = brokenFirst.slice(0, SHOWN_EXAMPLES).map((row) => {
    const { index, name, label, attacked, confidence, brokenAfter, brokenAt } = study.examples[row];
    return [
      name ?? `${index}`,
      data.classes[label],
      data.classes[attacked] ?? "not a number",
      confidence.map(percent).join(" → "),
      brokenAfter < 0 ? "" : counted(brokenAfter, "step"),
      brokenAt === undefined ? "" : significant(brokenAt),
    ];
  });
  return tableOf(["image", "label", "became", "label's probability", "after", "at epsilon"], rows, colors);
}

/** What other attacks left, and what gives reason to doubt this one. */
function conclusions({ study, attack }: AttackResult, colors: Colors): readonly string[] {
  const rivals = study.rivals.map(({ title, accuracy }) => `  ${title} leaves ${percent(accuracy)}`);
  const warnings = study.warnings.flatMap(({ sentence }) => marked("!", colors.yellow, sentence));
  const flags = study.flags.flatMap(({ sentence }) => marked("✗", colors.red, sentence));
  const none = `No sign that ${attack.title} fails for reasons of its own. That is no proof of robustness.`;
  const verdict = flags.length > 0 ? flags : marked("✓", colors.green, none);
  return [
    ...(rivals.length > 0 ? [section("Other attacks, same epsilon", colors, rivals.join("\n"))] : []),
    ...(warnings.length > 0 ? [section("Warnings", colors, warnings.join("\n"))] : []),
    section("Can the number be believed?", colors, verdict.join("\n")),
  ];
}

/** A sentence behind a mark. */
function marked(mark: string, paint: (text: string) => string, sentence: string): readonly string[] {
  const [first, ...rest] = wrapped(sentence, "    ");
  return [`  ${paint(mark)} ${first.trimStart()}`, ...rest];
}

const SHOWN_STEPS = 11;
const SHOWN_EXAMPLES = 8;
const BAR = 30;

const bar = (share: number) => "█".repeat(Math.round(share * BAR));
const section = (title: string, colors: Colors, content: string) => `\n ${colors.bold(colors.cyan(title))}\n${content}`;

function tableOf(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const alignments = head.map((): Alignment => "left");
  return plainTable([head.map((text) => colors.dim(text)), ...rows], alignments);
}

/** One number, or both ends where the channels differ. */
function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => significant(value));
  return low === high ? low : `${low} to ${high}`;
}

/** At most so many entries, evenly over the list, both ends among them. */
function spread<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length <= most) return entries;
  return Array.from({ length: most }, (_, i) => entries[Math.round((i * (entries.length - 1)) / (most - 1))]);
}
