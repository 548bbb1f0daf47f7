import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { centreCrop } from "../../../src/data/dense/centre-crop.ts";
import { readLabelMap } from "../../../src/data/dense/label-map.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const folder = fileURLToPath(new URL("../../fixtures/dense/maps", import.meta.url));
const { maps, crops } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const bytesOf = (text: string) => [...Buffer.from(text, "base64")];

describe("the numbers that Pillow reads", () => {
  test.each(Object.keys(maps))("%s", async (name) => {
    const { labels, height, width } = await readLabelMap(join(folder, `${name}.png`));
    expect([height, width]).toEqual(maps[name].shape);
    expect([...labels]).toEqual(bytesOf(maps[name].labels));
  });

  test("palettes of every depth and grey are among them", () => {
    expect(Object.values<{ mode: string }>(maps).map(({ mode }) => mode)).toEqual(["P", "P", "P", "P", "P", "L"]);
  });
});

describe("refused, by name and with what to do", () => {
  test.each([
    ["grey1.png", /grey1\.png: expected a label map.*but got 1-bit grey.*astype\('uint8'\)/],
    ["grey16.png", /grey16\.png: .*but got 16-bit grey/],
    ["colours.png", /colours\.png: .*but got 8-bit colours.*Colours stand for classes/],
    ["grey.jpg", /grey\.jpg: .*but got another file.*blend/],
    ["none.png", /none\.png: expected a readable file, but got no such file/],
  ])("%s", async (name, message) => {
    await expect(readLabelMap(join(folder, name))).rejects.toThrow(message);
  });

  const damaged = async (change: (bytes: Buffer) => Buffer) => {
    const whole = await readFile(join(folder, "palette8.png"));
    return join(await temporaryFolder({ "map.png": change(Buffer.from(whole)) }), "map.png");
  };

  const withWidth = (width: number) => (bytes: Buffer) => {
    bytes.writeUInt32BE(width, 16);
    return bytes;
  };

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut short", (bytes) => bytes.subarray(0, bytes.length - 40)],
    ["pixels changed", (bytes) => Buffer.concat([bytes.subarray(0, -30), Buffer.alloc(10, 7), bytes.subarray(-20)])],
    ["no pixels", (bytes) => bytes.subarray(0, 40)],
    ["a width that lies", withWidth(2 ** 30)],
    ["a width of none", withWidth(0)],
  ])("%s", async (_, change) => {
    await expect(readLabelMap(await damaged(change))).rejects.toThrow(/map\.png: expected/);
  });
});

describe("colours of a table", () => {
  test("are labels, and another colour is named with its place", async () => {
    const path = join(folder, "colours.png");
    await expect(readLabelMap(path, new Map([[0, 0]]))).rejects.toThrow(
      /colours\.png, row 0, column 0: expected a colour of the data set's table, but got red \d+, green/,
    );
    // The palette image as colours: each index's colour is its label again.
    const bytes = await readFile(join(folder, "palette2.png"));
    const start = bytes.indexOf("PLTE") + 4;
    const table = new Map([0, 1, 2, 3].map((k) => [bytes.readUIntBE(start + 3 * k, 3), k]));
    const { labels } = await readLabelMap(join(folder, "palette2.png"), table);
    expect([...labels]).toEqual(bytesOf(maps.palette2.labels));
  });
});

test("jfzhang95's centre crop, by Pillow's nearest neighbour", () => {
  for (const { width, height, side, labels, crop } of crops) {
    const map = { width, height, labels: Uint8Array.from(bytesOf(labels)) };
    expect([...centreCrop(map, side).labels], `${width} x ${height} to ${side}`).toEqual(bytesOf(crop));
  }
});
