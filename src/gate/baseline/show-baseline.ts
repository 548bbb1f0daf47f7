import { printableDeep } from "../../core/printable.ts";
import { wrapped } from "../../report/terminal/wrapped.ts";
import type { Baseline } from "../../result/baseline.ts";
import { placesOf } from "../places.ts";
import type { Side } from "../side.ts";

/** What a baseline file holds, without its arrays. */
export interface BaselineDescription
  extends Pick<Baseline, "checkpoint" | "tool" | "engine" | "plan" | "release" | "history"> {
  readonly data: Pick<Baseline["data"], "name" | "split" | "count" | "sha256"> & { readonly classes: number };
  /** What budgets can name. */
  readonly places: readonly string[];
}

export function describeBaseline(side: Side): BaselineDescription {
  const { checkpoint, tool, engine, plan, release, history, data, conditions, catalogue } = side;
  const { name, split, count, sha256, classes } = data;
  const places = placesOf(
    conditions.map(({ condition }) => condition),
    catalogue,
  );
  return {
    checkpoint,
    tool,
    engine,
    plan,
    data: { name, split, count, sha256, classes: classes.length },
    places: places.map((place) => place.name),
    release,
    history,
  };
}

export function baselineText(stored: BaselineDescription): string {
  const { checkpoint, tool, engine, data, places, release, history } = printableDeep(stored);
  const lines = [
    `${checkpoint.name} (${checkpoint.architecture}, SHA-256 ${checkpoint.sha256.slice(0, 12)}), measured by ${tool.name} ${tool.version} on engine ${engine}`,
    `${data.name} ${data.split}: ${data.count.toLocaleString("en-US")} images, ${data.classes} classes (SHA-256 ${data.sha256.slice(0, 12)})`,
    `Last release: ${release === null ? "none named" : `${release.name} (${release.checkpoint.name})`}`,
    `Conditions: ${places.join(", ")}`,
    ...(history.length === 0 ? ["Never replaced."] : ["Replaced, the last first:"]),
    ...[...history].reverse().map(({ replaced, by, reason }) => `  ${replaced.name} by ${by.name}: ${reason}`),
  ];
  return `\n${lines.flatMap((line) => wrapped(line, " ")).join("\n")}\n\n`;
}
