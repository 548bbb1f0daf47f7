import { isDeepStrictEqual } from "node:util";
import type { Normalization } from "../core/classifier.ts";
import { counted } from "../core/counted.ts";
import { InputError } from "../core/error.ts";
import { printable } from "../core/printable.ts";
import { NORMALIZATIONS } from "../import/shared/normalization.ts";
import { type Inspection, inspectModel } from "../model/inspect-model.ts";
import type { Tap } from "../model/tap.ts";
import type { InspectOptions } from "./commands/inspect.ts";
import { inFlags } from "./flags.ts";
import type { Io } from "./io.ts";

/**
 * Prints what a model is.
 *
 * @throws InputError, after printing, where it cannot be evaluated
 */
export async function runInspect(options: InspectOptions, io: Io): Promise<void> {
  const { ckpt, arch, weights, output, imageSize, json } = options;
  const inspection = await inspectModel(ckpt, {
    ...(arch === undefined ? {} : { architecture: arch }),
    ...(weights === undefined ? {} : { weights }),
    ...(output === undefined ? {} : { output }),
    ...(imageSize === undefined ? {} : { imageSize: { height: imageSize, width: imageSize } }),
  });
  io.stdout.write(json ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection));
  if (inspection.refused !== undefined) {
    throw new InputError(ckpt, { expected: "a model that can be evaluated", got: "one that is refused, as printed" });
  }
}

/** A line for each thing that is known. */
function inspectionText({ path, ...known }: Inspection): string {
  const { format, architecture, naming, alternatives, parameters, input, output, operators, sha256, bytes, needed } =
    known;
  const normalization = input?.normalization;
  const rows: readonly (readonly [string, string | readonly string[] | undefined])[] = [
    ["format", format],
    ["architecture", architecture && `${architecture}${naming === undefined ? "" : `, weights named as in ${naming}`}`],
    ["or else", alternatives && `${alternatives.join(", ")}: of the same weights, --arch chooses`],
    ["parameters", parameters?.toLocaleString("en")],
    [
      "input",
      input && `${input.height} x ${input.width} pixels, ${input.channels === 1 ? "one channel" : "red, green, blue"}`,
    ],
    ["normalisation", normalization && normalizationText(normalization)],
    ["output", output && `${counted(output.classes, "class", "classes")}, ${output.kind}`],
    ["classes", output?.names && shortened(output.names, 10)],
    [
      "operators",
      operators &&
        Object.entries(operators)
          .map(([name, count]) => `${name} x ${count}`)
          .join(", "),
    ],
    ["taps", known.taps && tapLines(known.taps, known.tapCount ?? 0)],
    ["size", bytes === undefined ? undefined : `${bytes.toLocaleString("en")} bytes`],
    ["sha256", sha256],
    ["notes", known.notes?.map(inFlags)],
    ["refused", known.refused && inFlags(known.refused)],
    ["needed", known.refused ? undefined : needed.length === 0 ? "nothing" : inFlags(needed.join("; "))],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.flatMap(([label, value]) =>
    [value ?? []].flat().map((line, i) => `  ${(i === 0 ? label : "").padEnd(width)}  ${printable(line, MAX_LINE)}`),
  );
  return `${[printable(path), ...lines].join("\n")}\n`;
}

/** Longest line that is printed whole: lists of operators are long. */
const MAX_LINE = 4000;

/** With its name, where it has one. */
function normalizationText({ mean, std }: Normalization): string {
  const known = Object.entries(NORMALIZATIONS).find(([, usual]) => isDeepStrictEqual(usual, { mean, std }));
  const [means, deviations] = [mean, std].map((values) => values.map((value) => Number(value.toFixed(4))).join(", "));
  return `${known ? `${known[0]}: ` : ""}mean ${means}; std ${deviations}`;
}

/** A line for each, and how many there are. */
function tapLines(taps: readonly Tap[], count: number): readonly string[] {
  const width = Math.max(...taps.map(({ name }) => name.length));
  const lines = taps.map(({ name, kind, shape, roles }) => {
    const unit = kind === "tokens" ? " tokens" : "";
    return `${name.padEnd(width)}  ${shape.join(" x ")}${unit}  ${roles.join(", ")}`;
  });
  return [...lines, `${taps.length} of ${count} activations, each of which can be named`];
}

function shortened(names: readonly string[], most: number): string {
  return names.length > most ? `${names.slice(0, most).join(", ")}, ...` : names.join(", ");
}
