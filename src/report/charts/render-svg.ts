import type { Chart } from "./chart.ts";
import { CONFIG } from "./theme.ts";

/**
 * Draws a chart as SVG. No browser and no canvas are needed; the same chart gives the same bytes. Colours stay CSS
 * variables (see `withFixedColors` for programs that know none).
 */
export async function renderSvg(chart: Chart): Promise<string> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const { spec } = compile(chart.spec, { config: CONFIG });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The drawing with each CSS variable replaced by the value that it falls back on, for programs that know none. */
export function withFixedColors(svg: string): string {
  return svg.replaceAll(/var\(--[a-z0-9-]+, (#[0-9a-f]{6})\)/g, "$1");
}
