import { CHANNELS } from "../../core/image.ts";
import { percent } from "../../core/percent.ts";
import { topClasses } from "../../core/top-classes.ts";
import type { Exhibit } from "../../result/exhibit.ts";
import { shortened } from "../shortened.ts";
import { type Canvas, createCanvas } from "./canvas.ts";

/** What the figure needs besides the exhibits. */
export interface FigureContext {
  readonly title: string;
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
}

const PANEL = 168;
const GAP = 14;
const HEADER = 34;
const CAPTION = 22;
const TOP = 5;
const BARS = 300;
const LINE = 30;
/** Where the bars begin, right of the three panels. */
const BARS_LEFT = GAP + 3 * (PANEL + GAP);

const LABEL_BAR = 0x2a7ab8ff;
const OTHER_BAR = 0xd0762cff;
const TRACK = 0xecececff;

const CAPTION_LETTERS = 26;
const BAR_LETTERS = 32;

/**
 * A row for each exhibit: the image, the change amplified around grey, the adversarial image, and the five likeliest
 * classes before and after (the label's bar is blue).
 *
 * @returns the bytes of a PNG file
 */
export async function renderAttackFigure(exhibits: readonly Exhibit[], context: FigureContext): Promise<Uint8Array> {
  const rowHeight = CAPTION + PANEL + GAP;
  const canvas = await createCanvas(BARS_LEFT + 2 * (BARS + GAP), HEADER + exhibits.length * rowHeight);
  canvas.write(context.title, GAP, 8);
  exhibits.forEach((exhibit, row) => {
    drawExhibit(canvas, exhibit, context, HEADER + row * rowHeight);
  });
  return canvas.png();
}

function drawExhibit(canvas: Canvas, exhibit: Exhibit, { classes, height, width }: FigureContext, top: number): void {
  const { example, original, adversarial } = exhibit;
  const { picture, factor } = amplified(original, adversarial);
  const panels = [
    [original, `image ${example.index}: ${classes[example.label]}`],
    [picture, `change x ${factor}`],
    [adversarial, classes[example.attacked] ?? "not a number"],
  ] as const;
  panels.forEach(([values, caption], column) => {
    const left = GAP + column * (PANEL + GAP);
    canvas.write(shortened(caption, CAPTION_LETTERS), left, top);
    const pixelAt = (x: number, y: number) => {
      const from = (Math.floor(y * height) * width + Math.floor(x * width)) * CHANNELS;
      return [byte(values[from]), byte(values[from + 1]), byte(values[from + 2])] as const;
    };
    canvas.paint(pixelAt, left, top + CAPTION, PANEL);
  });
  [exhibit.before, exhibit.after].forEach((probabilities, side) => {
    const left = BARS_LEFT + side * (BARS + GAP);
    canvas.write(side === 0 ? "before" : "after", left, top);
    topClasses(probabilities, TOP).forEach((label, rank) => {
      const y = top + CAPTION + rank * LINE;
      canvas.write(`${shortened(classes[label], BAR_LETTERS)}  ${percent(probabilities[label])}`, left, y);
      canvas.fill(left, y + 17, BARS, 6, TRACK);
      const color = label === example.label ? LABEL_BAR : OTHER_BAR;
      canvas.fill(left, y + 17, Math.max(1, Math.round(probabilities[label] * BARS)), 6, color);
    });
  });
}

/** The change around grey, stretched so that its largest value is black or white, and by how much. */
export function amplified(original: Float32Array, adversarial: Float32Array) {
  const change = adversarial.map((value, i) => value - original[i]);
  const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = largest === 0 ? 1 : 0.5 / largest;
  return { picture: change.map((value) => 0.5 + value * factor), factor: Number(factor.toPrecision(2)) };
}

/** A value in [0, 1] as 8 bits. */
const byte = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 255);
