import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { deflateRawSync } from "node:zlib";
import { SIDE } from "./draw.mjs";

const require = createRequire(import.meta.url);

/**
 * The file that src/data/emoji-file.ts reads:
 *
 *     8 bytes   "EMOJISET"
 *     32 bytes  SHA-256 of all that follows
 *     4 bytes   length of the header, little-endian
 *     header    JSON: version, side, classes, superclasses, vendors with their licences, and per split where its
 *               pixels lie and, image by image, its label, its vendor and its emoji (an index into `emoji`)
 *     splits    pixels [count, 32, 32, 3], uint8, raw deflate
 *
 * Plain deflate without a filter: row prediction as in PNG makes flat artwork larger.
 */
export function packSet({ classes, superclasses, vendors, splits }) {
  const emoji = [...new Set(splits.flatMap(({ entries }) => entries.map(({ hexcode }) => hexcode)))].sort();
  const position = new Map(emoji.map((hexcode, index) => [hexcode, index]));
  const bodies = splits.map(({ images }) => deflateRawSync(Buffer.concat(images), { level: 9, memLevel: 9 }));
  let offset = 0;
  const sections = splits.map(({ split, entries }, i) => {
    const section = {
      count: entries.length,
      offset,
      bytes: bodies[i].length,
      labels: entries.map(({ label }) => label),
      vendors: entries.map(({ vendor }) => vendor),
      emoji: entries.map(({ hexcode }) => position.get(hexcode)),
    };
    offset += section.bytes;
    return [split, section];
  });
  const header = Buffer.from(
    JSON.stringify({
      version: 1,
      side: SIDE,
      classes,
      superclasses,
      vendors: vendors.map((vendor) => ({ ...vendor, version: require(`${vendor.package}/package.json`).version })),
      emoji,
      splits: Object.fromEntries(sections),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const content = Buffer.concat([length, header, ...bodies]);
  return Buffer.concat([Buffer.from("EMOJISET"), createHash("sha256").update(content).digest(), content]);
}
