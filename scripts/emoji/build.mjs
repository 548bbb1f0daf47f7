// Draws the embedded data set: `npm ci && npm run build` here writes assets/emoji.bin, the same bytes every time.
// `npm run build -- --sheet FILE.png` also writes a contact sheet, one row of samples per class, to look at.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRandom } from "../../src/core/random.ts";
import { contactSheet } from "./contact-sheet.mjs";
import { drawImage, renderArtwork } from "./draw.mjs";
import { packSet } from "./pack.mjs";
import { CLASSES, planImages, superclasses } from "./plan.mjs";
import { openSets } from "./sets.mjs";
import { VENDORS } from "./vendors.mjs";

const random = createRandom("emoji");
const sets = openSets();
const plan = planImages(sets, random);
const rendered = new Map();
const splits = [];
for (const [split, entries] of Object.entries(plan)) {
  const images = [];
  for (const { vendor, hexcode, label, occurrence } of entries) {
    const key = `${VENDORS[vendor].id} ${hexcode}`;
    if (!rendered.has(key)) rendered.set(key, await renderArtwork(sets.svg(vendor, hexcode)));
    images.push(drawImage(rendered.get(key), random.fork("pose", split, CLASSES[label], occurrence, key)));
  }
  splits.push({ split, entries, images });
}

const target = fileURLToPath(new URL("../../assets/emoji.bin", import.meta.url));
const packed = packSet({ classes: CLASSES, superclasses: superclasses(), vendors: VENDORS, splits });
writeFileSync(target, packed);
console.log(
  `assets/emoji.bin: ${packed.length} bytes, ${splits.map(({ split, images }) => `${images.length} ${split}`).join(", ")}`,
);

const sheet = process.argv.indexOf("--sheet");
if (sheet !== -1) writeFileSync(process.argv[sheet + 1], await contactSheet(splits, CLASSES.length));
