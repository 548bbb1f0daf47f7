import type { ReportFile } from "../formats/format.ts";
import type { Chart } from "./chart.ts";
import { renderSvg, withFixedColors } from "./render-svg.ts";
import { CONFIG } from "./theme.ts";

/** Pixels of a PNG for each of the drawing's own, so that it can be read on a fine screen and in print. */
const DENSITY = 2;

/** sharp's density at which a pixel of the drawing is a pixel of the picture. */
const PLAIN_DENSITY = 72;

/**
 * A chart as files of its own, in fixed colours: `<id>.vl.json`, the vega-lite specification with its data; `<id>.svg`;
 * `<id>.png`, on white.
 */
export async function chartFiles(chart: Chart): Promise<readonly ReportFile[]> {
  const { id, title, description, spec } = chart;
  const specification = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `${title}. ${description}`,
    config: CONFIG,
    ...spec,
  };
  const svg = withFixedColors(await renderSvg(chart));
  const { default: sharp } = await import("sharp");
  const png = await sharp(Buffer.from(svg), { density: PLAIN_DENSITY * DENSITY })
    .flatten({ background: "#ffffff" })
    .png()
    .toBuffer();
  return [
    { path: `${id}.vl.json`, content: `${withFixedColors(JSON.stringify(specification, null, 2))}\n` },
    { path: `${id}.svg`, content: svg },
    { path: `${id}.png`, content: png },
  ];
}
