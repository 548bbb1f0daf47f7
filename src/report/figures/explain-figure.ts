import { enlarge } from "../../core/enlarge.ts";
import type { ExplainedExample, Explanation, StoredMap } from "../../result/explain-result.ts";
import { printableExplanation } from "../printable-explanation.ts";
import { REASONS } from "../reasons.ts";
import { shortened } from "../shortened.ts";
import { BAR_COLORS, BARS, drawBars, drawnName } from "./answer-bars.ts";
import { type Canvas, createCanvas } from "./canvas.ts";
import { averagesHeight, drawAverages } from "./class-average-rows.ts";
import { conditionsHeight, drawConditions } from "./condition-rows.ts";
import { decodePng } from "./decode-png.ts";
import { type MapScale, mapValues, sharedPeakOf } from "./map-values.ts";

/** Sides in pixels: of a picture, between things, of the lines above a picture, of the head of the figure. */
const PANEL = 192;
const GAP = 16;
const CAPTION = 44;
const HEAD = 84;
const COLUMN = PANEL + GAP + BARS.width + 2 * GAP;
const NAMES_LEFT = GAP + PANEL + 2 * GAP;
const ROW = CAPTION + Math.max(PANEL, BARS.rows * BARS.line) + GAP;
const RULE = 0xd0d0d0ff;
const NAME_LENGTH = 30;

/** What of an image is left where the map is 0. */
const DARK = 0.2;

const LEGEND = [
  { color: BAR_COLORS.label, text: "true class" },
  { color: BAR_COLORS.related, text: "another class of its superclass" },
  { color: BAR_COLORS.other, text: "any other class" },
];

/**
 * A row for each example: the image, and for each checkpoint the image lit where its map is high, with the five most
 * probable classes beside it, under it those under each condition; below, the mean answer over all images of the examples' classes. Small images are enlarged
 * without blur; maps are interpolated.
 *
 * @returns the bytes of a PNG file
 */
export async function renderExplainFigure(stored: Explanation, scale: MapScale): Promise<Uint8Array> {
  const explanation = printableExplanation(stored);
  const { checkpoints, examples } = explanation;
  const width = NAMES_LEFT + checkpoints.length * COLUMN;
  const rowHeight = ROW + conditionsHeight(explanation);
  const canvas = await createCanvas(width, HEAD + examples.length * rowHeight + averagesHeight(explanation));
  drawHead(canvas, explanation);
  const peak =
    scale === "shared"
      ? sharedPeakOf(examples.flatMap(({ answers }) => answers.flatMap(({ maps }) => maps)))
      : undefined;
  for (const [row, example] of examples.entries()) {
    const top = HEAD + row * rowHeight;
    canvas.fill(GAP, top - GAP / 2, width - 2 * GAP, 1, RULE);
    await drawExample(canvas, example, explanation, top, peak);
    drawConditions(canvas, example, explanation, top + ROW, columnLeft);
  }
  drawAverages(canvas, explanation, HEAD + examples.length * rowHeight, columnLeft);
  return canvas.png();
}

const columnLeft = (checkpoint: number) => NAMES_LEFT + checkpoint * COLUMN;

/** What colours mean, and whose column each is. */
function drawHead(canvas: Canvas, { checkpoints, data }: Explanation): void {
  let left = GAP;
  for (const { color, text } of data.superclasses === null ? LEGEND.filter((_, i) => i !== 1) : LEGEND) {
    canvas.fill(left, 14, 12, 12, color);
    canvas.write(text, left + 18, 10, 14);
    left += 40 + text.length * 8;
  }
  canvas.write("Lit: where the checkpoint finds evidence for its answer.", left, 10, 14);
  checkpoints.forEach(({ name, layer }, i) => {
    canvas.write(shortened(name, NAME_LENGTH), columnLeft(i), 36, 16);
    canvas.write(layer === null ? "occlusion" : `Grad-CAM at ${shortened(layer, NAME_LENGTH)}`, columnLeft(i), 56, 12);
  });
}

async function drawExample(
  canvas: Canvas,
  example: ExplainedExample,
  explanation: Explanation,
  top: number,
  sharedPeak: number | undefined,
): Promise<void> {
  const { data, checkpoints } = explanation;
  const picture = await decodePng(example.image);
  const pixelAt = (x: number, y: number) => picture.at(Math.floor(x * data.width), Math.floor(y * data.height));
  canvas.write(drawnName(data, example.label), GAP, top, 16);
  canvas.write(`image ${example.index}: ${REASONS[example.reason]}`, GAP, top + 22, 12);
  canvas.paint(pixelAt, GAP, top + CAPTION, PANEL);
  example.answers.forEach((answer, i) => {
    const left = columnLeft(i);
    const [{ class: said }] = answer.top;
    const [map] = answer.maps;
    canvas.write(`${said === example.label ? "right" : "wrong"}: ${drawnName(data, said)}`, left, top, 16);
    canvas.write(mapCaption(map, data), left, top + 22, 12);
    canvas.paint(litBy(map, checkpoints[i], pixelAt, sharedPeak), left, top + CAPTION, PANEL);
    drawBars(canvas, answer.top, example.label, data, { left: left + PANEL + GAP, top: top + CAPTION - 4 });
  });
}

type PixelAt = (x: number, y: number) => readonly [number, number, number];

/** The picture lit by a map; as it is where there is no evidence. */
function litBy(
  map: StoredMap | undefined,
  size: Pick<Explanation["checkpoints"][number], "height" | "width">,
  pixelAt: PixelAt,
  sharedPeak: number | undefined,
): PixelAt {
  if (map === undefined || map.peak === 0) return pixelAt;
  const light = enlarge(mapValues(map, sharedPeak), size, { height: PANEL, width: PANEL });
  return (x, y) => {
    const share = DARK + (1 - DARK) * light[Math.floor(y * PANEL) * PANEL + Math.floor(x * PANEL)];
    const [red, green, blue] = pixelAt(x, y);
    return [red * share, green * share, blue * share];
  };
}

/** The class that a map is for, or that nothing speaks for it. */
function mapCaption(map: StoredMap | undefined, data: Explanation["data"]): string {
  if (map === undefined) return "";
  const name = drawnName(data, map.class);
  return map.peak === 0 ? `no evidence for ${name}: not lit` : `lit for ${name}, logit ${map.score.toFixed(1)}`;
}
