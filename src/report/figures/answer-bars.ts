import { percent } from "../../core/percent.ts";
import type { Answer, Explanation } from "../../result/explain-result.ts";
import { shortened } from "../shortened.ts";
import { type Canvas, drawable } from "./canvas.ts";

/** Bars: the true class, another of its superclass, any other, and what is behind them. */
export const BAR_COLORS = { label: 0x0072b2ff, related: 0x56b4e9ff, other: 0xd55e00ff, track: 0xecececff } as const;

export const BARS = { width: 230, line: 38, rows: 5 } as const;
const THICKNESS = 9;
const NAME_LENGTH = 22;

/** A class' name as a figure has room and letters for it; its number where it has no letter of the font. */
export function drawnName({ classes }: Explanation["data"], of: number): string {
  const name = drawable(classes[of] ?? "").trim();
  return name === "" ? `class ${of}` : shortened(name, NAME_LENGTH);
}

/** The most probable classes, one under the other: name, probability and bar. */
export function drawBars(
  canvas: Canvas,
  top: Answer["top"],
  label: number,
  data: Explanation["data"],
  place: { readonly left: number; readonly top: number },
): void {
  const of = data.superclasses?.of;
  top.slice(0, BARS.rows).forEach(({ class: k, probability }, rank) => {
    const y = place.top + rank * BARS.line;
    const related = of !== undefined && of[k] === of[label];
    const color = k === label ? BAR_COLORS.label : related ? BAR_COLORS.related : BAR_COLORS.other;
    canvas.write(`${drawnName(data, k)}  ${percent(probability)}`, place.left, y, 14);
    canvas.fill(place.left, y + 20, BARS.width, THICKNESS, BAR_COLORS.track);
    canvas.fill(place.left, y + 20, Math.max(1, Math.round(probability * BARS.width)), THICKNESS, color);
  });
}
