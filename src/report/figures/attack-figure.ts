import { CHANNELS } from "../../core/image.ts";
import { percent } from "../../core/percent.ts";
import { topClasses } from "../../core/top-classes.ts";
import type { Exhibit } from "../../result/exhibit.ts";

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

const LABEL_BAR = 0x2a7ab8ff;
const OTHER_BAR = 0xd0762cff;
const TRACK = 0xecececff;

/**
 * A row for each exhibit: the image, the change amplified around grey, the adversarial image, and the five likeliest
 * classes before and after (the label's bar is blue).
 *
 * @returns the bytes of a PNG file
 */
export async function renderAttackFigure(
  exhibits: readonly Exhibit[],
  { title, classes, height, width }: FigureContext,
): Promise<Uint8Array> {
  const { Jimp, loadFont } = await import("jimp");
  const { SANS_12_BLACK, SANS_16_BLACK } = await import("jimp/fonts");
  const [small, large] = [await loadFont(SANS_12_BLACK), await loadFont(SANS_16_BLACK)];
  const rowHeight = CAPTION + PANEL + GAP;
  const columns = [0, 1, 2].map((i) => GAP + i * (PANEL + GAP));
  const bars = [0, 1].map((i) => GAP + 3 * (PANEL + GAP) + i * (BARS + GAP));
  const sheet = new Jimp({
    width: bars[1] + BARS + GAP,
    height: HEADER + exhibits.length * rowHeight,
    color: 0xffffffff,
  });
  const write = (text: string, x: number, y: number, font = small) => sheet.print({ font, x, y, text: plain(text) });
  const fill = (x: number, y: number, w: number, h: number, color: number) => {
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) sheet.setPixelColor(color, column, row);
    }
  };
  /** An image in [0, 1], each pixel enlarged to a square. */
  const paint = (values: ArrayLike<number>, left: number, top: number) => {
    for (let y = 0; y < PANEL; y++) {
      for (let x = 0; x < PANEL; x++) {
        const from = (Math.floor((y * height) / PANEL) * width + Math.floor((x * width) / PANEL)) * CHANNELS;
        const [red, green, blue] = [0, 1, 2].map((channel) => byte(values[from + channel]));
        sheet.setPixelColor(((red << 24) | (green << 16) | (blue << 8) | 0xff) >>> 0, left + x, top + y);
      }
    }
  };

  write(title, GAP, 8, large);
  exhibits.forEach((exhibit, i) => {
    const { example, original, adversarial } = exhibit;
    const top = HEADER + i * rowHeight;
    const { picture, factor } = amplified(original, adversarial);
    const captions = [
      `image ${example.index}: ${classes[example.label]}`,
      `change x ${factor}`,
      classes[example.attacked],
    ];
    [original, picture, adversarial].forEach((values, column) => {
      write(shorten(captions[column], CAPTION_LETTERS), columns[column], top);
      paint(values, columns[column], top + CAPTION);
    });
    [exhibit.before, exhibit.after].forEach((probabilities, side) => {
      write(side === 0 ? "before" : "after", bars[side], top);
      topClasses(probabilities, TOP).forEach((label, rank) => {
        const y = top + CAPTION + rank * LINE;
        write(`${shorten(classes[label], BAR_LETTERS)}  ${percent(probabilities[label])}`, bars[side], y);
        fill(bars[side], y + 17, BARS, 6, TRACK);
        const color = label === example.label ? LABEL_BAR : OTHER_BAR;
        fill(bars[side], y + 17, Math.max(1, Math.round(probabilities[label] * BARS)), 6, color);
      });
    });
  });
  return sheet.getBuffer("image/png");
}

const CAPTION_LETTERS = 26;
const BAR_LETTERS = 32;

/** The change around grey, stretched so that its largest value is black or white, and by how much. */
export function amplified(original: Float32Array, adversarial: Float32Array) {
  const change = adversarial.map((value, i) => value - original[i]);
  const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = largest === 0 ? 1 : 0.5 / largest;
  return { picture: change.map((value) => 0.5 + value * factor), factor: Number(factor.toPrecision(2)) };
}

const byte = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 255);
const shorten = (text: string, letters: number) => (text.length > letters ? `${text.slice(0, letters - 1)}.` : text);
/** The bitmap font has ASCII only. */
const plain = (text: string) => text.normalize("NFKD").replace(/[^\x20-\x7e]/g, "");
