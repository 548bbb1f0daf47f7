import type { Image } from "../../core/image.ts";

/** Cells of images with a title over each column and before each row. */
export interface ContactSheet {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly title: string; readonly images: readonly Image[] }[];
}

const TITLE_WIDTH = 150;
const TITLE_HEIGHT = 20;
const GAP = 2;
/** Small images are enlarged, each pixel to a whole square, to about this side. */
const CELL = 64;

/** A contact sheet as the bytes of a PNG file: dark text on white. All images are of one size. */
export async function renderContactSheet({ columns, rows }: ContactSheet): Promise<Uint8Array> {
  // Imported here, so that commands which draw nothing start without them.
  const { Jimp, loadFont } = await import("jimp");
  const { SANS_12_BLACK } = await import("jimp/fonts");
  const font = await loadFont(SANS_12_BLACK);
  const { height, width } = rows[0].images[0];
  const scale = Math.max(1, Math.floor(CELL / Math.max(height, width)));
  const [cellWidth, cellHeight] = [width * scale + GAP, height * scale + GAP];
  const sheet = new Jimp({
    width: TITLE_WIDTH + columns.length * cellWidth,
    height: TITLE_HEIGHT + rows.length * cellHeight,
    color: 0xffffffff,
  });
  columns.forEach((text, column) => {
    sheet.print({ font, x: TITLE_WIDTH + column * cellWidth, y: 2, text });
  });
  rows.forEach(({ title, images }, row) => {
    const y = TITLE_HEIGHT + row * cellHeight;
    sheet.print({ font, x: 4, y: y + Math.floor((cellHeight - 16) / 2), text: title });
    images.forEach((image, column) => {
      paint(sheet.bitmap, image, TITLE_WIDTH + column * cellWidth, y, scale);
    });
  });
  return sheet.getBuffer("image/png");
}

/** Copies an image, enlarged, onto an RGBA bitmap. */
function paint(
  bitmap: { readonly data: Uint8Array; readonly width: number },
  image: Image,
  left: number,
  top: number,
  scale: number,
): void {
  for (let y = 0; y < image.height * scale; y++) {
    for (let x = 0; x < image.width * scale; x++) {
      const from = (Math.floor(y / scale) * image.width + Math.floor(x / scale)) * 3;
      const to = ((top + y) * bitmap.width + left + x) * 4;
      bitmap.data[to] = image.pixels[from];
      bitmap.data[to + 1] = image.pixels[from + 1];
      bitmap.data[to + 2] = image.pixels[from + 2];
    }
  }
}
