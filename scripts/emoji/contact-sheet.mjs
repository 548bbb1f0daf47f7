import sharp from "sharp";
import { SIDE } from "./draw.mjs";

const SAMPLES = { train: 16, test: 8 };
const ENLARGE = 1.5;

/** A PNG to look at: a row per class, evenly spread training images on the left, test images on the right. */
export function contactSheet(splits, classes) {
  const columns = splits.reduce((sum, { split }) => sum + SAMPLES[split], 0);
  const [width, height] = [columns * SIDE, classes * SIDE];
  const sheet = new Uint8Array(width * height * 3);
  for (let label = 0; label < classes; label++) {
    let column = 0;
    for (const { split, entries, images } of splits) {
      const members = images.filter((_, i) => entries[i].label === label);
      for (let k = 0; k < SAMPLES[split]; k++, column++) {
        const image = members[Math.floor((k * members.length) / SAMPLES[split])];
        for (let y = 0; y < SIDE; y++) {
          const row = image.subarray(y * SIDE * 3, (y + 1) * SIDE * 3);
          sheet.set(row, ((label * SIDE + y) * width + column * SIDE) * 3);
        }
      }
    }
  }
  const raw = { width, height, channels: 3 };
  return sharp(sheet, { raw })
    .resize(width * ENLARGE)
    .png()
    .toBuffer();
}
