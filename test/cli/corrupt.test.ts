import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Jimp } from "jimp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { corruptions, suites } from "../../corruptions/index.ts";
import { main } from "../../src/cli/main.ts";
import { readNpy } from "../../src/data/npy.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "corrupt-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...options: string[]) {
  const io = capturedIo();
  const code = await main(["corrupt", ...options], io);
  return { code, out: io.out(), err: io.err() };
}

test("--list names every corruption and suite", async () => {
  const { code, out } = await run("--list");
  expect(code).toBe(0);
  for (const { id } of [...corruptions, ...suites]) expect(out).toMatch(new RegExp(`^${id} `, "m"));
});

test("--out writes the official layout, and the rest of it on a second run", async () => {
  const out = join(folder, "c");
  const options = ["--data", "emoji", "--limit", "6", "--out", out, "--threads", "1"];
  expect((await run(...options, "--corruptions", "contrast")).err).toContain("1 files written, 0 were there");
  const { code, err } = await run(...options, "--corruptions", "contrast,fog");
  expect(code).toBe(0);
  expect(err).toContain("1 files written, 1 were there");
  expect((await readNpy(join(out, "fog.npy"))).shape).toEqual([30, 32, 32, 3]);
  expect((await readNpy(join(out, "labels.npy"))).shape).toEqual([30]);
  expect((await run(...options, "--seed", "1")).code).toBe(2);
});

test("--preview writes a contact sheet: a title, then clean and five severities for each image", async () => {
  const file = join(folder, "sheet.png");
  const chosen = ["--corruptions", "contrast,fog", "--preview-images", "2"];
  expect((await run("--limit", "4", "--preview", file, ...chosen)).code).toBe(0);
  const sheet = await Jimp.fromBuffer(await readFile(file));
  // 2 x 6 cells of 32 pixels, doubled, with gaps of 2, beside and below the titles
  expect([sheet.width, sheet.height]).toEqual([150 + 12 * 66, 20 + 2 * 66]);
  expect(await readdir(folder)).toEqual(["sheet.png"]);
});

test.each([
  [[], /--out FOLDER or --preview FILE/],
  [["--preview", "x.png", "--corruptions", "fogg"], /fog.*but got "fogg"/],
  [["--preview", "x.png", "--corruptions", "none"], /at least one/],
  [["--preview", "x.png", "--frost-textures", "nowhere"], /nowhere: expected a folder of frost textures/],
])("%j is refused with what would be right", async (options, message) => {
  const { code, err } = await run("--limit", "4", ...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});
