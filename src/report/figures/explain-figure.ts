import { enlarge } from "../../core/enlarge.ts";
import { percent } from "../../core/percent.ts";
import type { Answer, ExplainedExample, Explanation, StoredMap } from "../../result/explain-result.ts";
import { printableExplanation } from "../printable-explanation.ts";
import { shortened } from "../shortened.ts";
import { type Canvas, createCanvas } from "./canvas.ts";
import { decodePng } from "./decode-png.ts";
import { type MapScale, mapValues, sharedPeakOf } from "./map-values.ts";

const PANEL = 160;
const GAP = 12;
const CAPTION = 20;
const BARS = 190;
const LINE = 30;
const NAME_LENGTH = 24;

/** Bars: the true class, another of its superclass, and any other. */
const COLORS = { label: 0x0072b2ff, related: 0x56b4e9ff, other: 0xd55e00ff, track: 0xecececff } as const;

const LEGEND =
  "Lit: evidence for the class. Bars: dark blue the true class, light blue another of its superclass, orange any other.";

/** What of an image is left where the map is 0. */
const DARK = 0.2;

/**
 * A row for each example: the image, and for each checkpoint the image lit where its map is high, with the five most
 * probable classes beside it. Small images are enlarged without blur; maps are interpolated.
 *
 * @returns the bytes of a PNG file
 */
export async function renderExplainFigure(stored: Explanation, scale: MapScale): Promise<Uint8Array> {
  const explanation = printableExplanation(stored);
  const { checkpoints, examples } = explanation;
  const column = PANEL + GAP + BARS + GAP;
  const rowHeight = CAPTION + Math.max(PANEL, CAPTION + 5 * LINE) + GAP;
  const canvas = await createCanvas(
    GAP + PANEL + GAP + checkpoints.length * column,
    2 * CAPTION + GAP + examples.length * rowHeight,
  );
  checkpoints.forEach(({ name, layer, method }, i) => {
    canvas.write(
      `${shortened(name, NAME_LENGTH)}: ${layer === null ? method : `${method}, ${layer}`}`,
      GAP + PANEL + GAP + i * column,
      4,
    );
  });
  const peak =
    scale === "shared"
      ? sharedPeakOf(examples.flatMap(({ answers }) => answers.flatMap(({ maps }) => maps)))
      : undefined;
  for (const [row, example] of examples.entries()) {
    await drawExample(canvas, example, explanation, GAP + CAPTION + row * rowHeight, peak);
  }
  canvas.write(LEGEND, GAP, GAP + CAPTION + examples.length * rowHeight);
  return canvas.png();
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
  canvas.write(`${example.index}: ${shortened(data.classes[example.label], NAME_LENGTH)}`, GAP, top);
  canvas.paint(pixelAt, GAP, top + CAPTION, PANEL);
  example.answers.forEach((answer, i) => {
    const left = GAP + PANEL + GAP + i * (PANEL + GAP + BARS + GAP);
    const [map] = answer.maps;
    canvas.write(mapCaption(map, data.classes), left, top);
    if (map === undefined || map.peak === 0) canvas.paint(pixelAt, left, top + CAPTION, PANEL);
    else {
      const from = { height: checkpoints[i].height, width: checkpoints[i].width };
      const light = enlarge(mapValues(map, sharedPeak), from, { height: PANEL, width: PANEL });
      canvas.paint(
        (x, y) => {
          const share = DARK + (1 - DARK) * light[Math.floor(y * PANEL) * PANEL + Math.floor(x * PANEL)];
          const [red, green, blue] = pixelAt(x, y);
          return [red * share, green * share, blue * share];
        },
        left,
        top + CAPTION,
        PANEL,
      );
    }
    drawBars(canvas, answer, example.label, explanation, left + PANEL + GAP, top + CAPTION);
  });
}

/** The class that a map is for, or that nothing speaks for it. */
function mapCaption(map: StoredMap | undefined, classes: readonly string[]): string {
  if (map === undefined) return "";
  const name = shortened(classes[map.class], NAME_LENGTH);
  return map.peak === 0 ? `${name}: no positive evidence` : `for ${name}, logit ${map.score.toFixed(1)}`;
}

function drawBars(
  canvas: Canvas,
  { top }: Answer,
  label: number,
  { data: { classes, superclasses } }: Explanation,
  left: number,
  y: number,
): void {
  top.forEach(({ class: k, probability }, rank) => {
    const line = y + rank * LINE;
    const related = superclasses !== null && superclasses.of[k] === superclasses.of[label];
    const color = k === label ? COLORS.label : related ? COLORS.related : COLORS.other;
    canvas.write(`${shortened(classes[k], NAME_LENGTH)}  ${percent(probability)}`, left, line);
    canvas.fill(left, line + 17, BARS, 6, COLORS.track);
    canvas.fill(left, line + 17, Math.max(1, Math.round(probability * BARS)), 6, color);
  });
}
