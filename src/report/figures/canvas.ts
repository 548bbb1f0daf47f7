/** Sizes of letters, pixels. */
export type TextSize = 12 | 14 | 16;

/** What figures are drawn on: white, with a bitmap font that needs nothing of the machine. */
export interface Canvas {
  /** Writes a line; letters that the font lacks are left out. */
  write(text: string, x: number, y: number, size?: TextSize): void;
  fill(x: number, y: number, width: number, height: number, color: number): void;
  /** Paints a picture of a pixel per unit, enlarged to a square of this side, each pixel to a block. */
  paint(pixelAt: (x: number, y: number) => readonly [number, number, number], x: number, y: number, side: number): void;
  png(): Promise<Uint8Array>;
}

/** @returns an empty canvas of this size in pixels */
export async function createCanvas(width: number, height: number): Promise<Canvas> {
  const { Jimp, loadFont } = await import("jimp");
  const { SANS_12_BLACK, SANS_14_BLACK, SANS_16_BLACK } = await import("jimp/fonts");
  const fonts = {
    12: await loadFont(SANS_12_BLACK),
    14: await loadFont(SANS_14_BLACK),
    16: await loadFont(SANS_16_BLACK),
  };
  const sheet = new Jimp({ width, height, color: 0xffffffff });
  const set = (color: number, x: number, y: number) => sheet.setPixelColor(color, x, y);
  return {
    write(text, x, y, size = 12) {
      sheet.print({ font: fonts[size], x, y, text: drawable(text) });
    },
    fill(x, y, w, h, color) {
      for (let row = y; row < y + h; row++) for (let column = x; column < x + w; column++) set(color, column, row);
    },
    paint(pixelAt, left, top, side) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [red, green, blue] = pixelAt(x / side, y / side).map((value) => Math.round(value));
          set(((red << 24) | (green << 16) | (blue << 8) | 0xff) >>> 0, left + x, top + y);
        }
      }
    },
    png: () => sheet.getBuffer("image/png"),
  };
}

/** Text without the letters that the bitmap fonts lack, which have ASCII only. */
export const drawable = (text: string) => text.normalize("NFKD").replace(/[^\x20-\x7e]/g, "");
