import { Jimp } from "jimp";
import { SIDE } from "./draw.mjs";

const SAMPLES = { train: 16, test: 8 };
const ENLARGE = 1.5;

/** A PNG to look at: a row per class, evenly spread training images on the left, test images on the right. */
export async function contactSheet(splits, classes) {
  const columns = splits.reduce((sum, { split }) => sum + SAMPLES[split], 0);
  const sheet = new Jimp({ width: columns * SIDE, height: classes * SIDE, color: 0x000000ff });
  for (let label = 0; label < classes; label++) {
    let column = 0;
    for (const { split, entries, images } of splits) {
      const members = images.filter((_, i) => entries[i].label === label);
      for (let k = 0; k < SAMPLES[split]; k++, column++) {
        paste(sheet.bitmap, members[Math.floor((k * members.length) / SAMPLES[split])], column * SIDE, label * SIDE);
      }
    }
  }
  return sheet.resize({ w: columns * SIDE * ENLARGE }).getBuffer("image/png");
}

function paste(bitmap, image, left, top) {
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const to = ((top + y) * bitmap.width + left + x) * 4;
      for (let k = 0; k < 3; k++) bitmap.data[to + k] = image[(y * SIDE + x) * 3 + k];
    }
  }
}
