import pico from "picocolors";
import { counted } from "../../core/counted.ts";
import { printableDeep } from "../../core/printable.ts";
import type { Result } from "../../result/safety-result.ts";
import { ARROWS_LEGEND } from "../arrows.ts";
import { shortened } from "../shortened.ts";
import { attackSections } from "./attack-section.ts";
import { cleanSection } from "./clean-section.ts";
import type { Colors } from "./colors.ts";
import { corruptionSection } from "./corruption-section.ts";
import { readingLines } from "./reading-lines.ts";
import { reliabilityLines } from "./reliability-lines.ts";
import { warningLines } from "./warning-lines.ts";
import { wrapped } from "./wrapped.ts";

/** Letters of a checkpoint's name that a column has room for. */
const NAME_LENGTH = 22;

export interface TableOptions {
  readonly color: boolean;
  /** Every corruption by itself, however many there are. Default: of more than six, the mean of each family. */
  readonly full?: boolean;
}

/**
 * The result as tables for a terminal of 100 columns: clean images with intervals, accuracy under each attack by
 * epsilon, accuracy under corruption, and below them how files were read and what gives reason to doubt the figures.
 */
export function safetyTable(stored: Result, options: TableOptions): string {
  const colors = pico.createColors(options.color);
  const result = printableDeep(stored);
  const names = result.checkpoints.map(({ name }) => shortened(name, NAME_LENGTH));
  const sections = [
    cleanSection(result, names, colors),
    ...attackSections(result, names, colors),
    corruptionSection(result, names, colors, options.full ?? false),
  ].filter((section) => section !== undefined);
  return `\n ${colors.bold(heading(result))}\n\n${sections.join("\n\n")}\n\n${footer(result, names, colors)}\n`;
}

function heading({ tool, data, plan }: Result): string {
  return [
    `${tool.name} ${tool.version}`,
    `${data.name} ${data.split}: ${counted(data.count, "image")}, ${counted(data.classes.length, "class", "classes")}`,
    `seed ${plan.seed}`,
  ].join("  ·  ");
}

function footer(result: Result, names: readonly string[], colors: Colors): string {
  const star =
    names.length < 2 ? [] : [`* differs from ${names[0]}: the paired 95 % interval of the change excludes zero`];
  const lines = [
    ...readingLines(result).map((text) => ({ text, paint: colors.dim })),
    ...warningLines(result).map((text) => ({ text, paint: colors.yellow })),
    ...reliabilityLines(result).map(({ text, flag }) => ({ text, paint: flag ? colors.yellow : colors.dim })),
    ...[...star, LEGEND].map((text) => ({ text, paint: colors.dim })),
  ];
  return lines.flatMap(({ text, paint }) => wrapped(text, " ").map((line) => paint(line))).join("\n");
}

const LEGEND = `${ARROWS_LEGEND}   [95 % confidence interval]`;
