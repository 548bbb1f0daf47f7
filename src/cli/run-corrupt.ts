import {
  type Corruption,
  type CorruptionOptions,
  corrupt,
  corruptionRandom,
  corruptions,
  createCorruptionCache,
  suites,
} from "../../corruptions/index.ts";
import { SEVERITIES } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { createCorruptor } from "../data/corruptor.ts";
import { writeCorruptionFiles } from "../data/write-corruption-files.ts";
import { type ContactSheet, renderContactSheet } from "../report/figures/contact-sheet.ts";
import { chooseCorruptions } from "./choose-corruptions.ts";
import type { CorruptOptions } from "./commands/corrupt.ts";
import { type CorruptionSettings, corruptionSettings } from "./corruption-settings.ts";
import type { Io } from "./io.ts";
import { openData } from "./open-data.ts";
import { startProgress } from "./progress.ts";

/** What the `corrupt` command does. */
export async function runCorrupt(options: CorruptOptions, io: Io): Promise<void> {
  if (options.list) {
    io.stdout.write(corruptionList());
    return;
  }
  if (options.out === undefined && options.preview === undefined) {
    throw new InputError("corrupt", { expected: "--out FOLDER or --preview FILE", got: "neither" });
  }
  const chosen = chooseCorruptions(options.corruptions);
  if (chosen.length === 0) throw new InputError("--corruptions", { expected: "at least one", got: "none" });
  const dataset = await openData(options, { split: options.split, mixed: true }, io);
  const settings = await corruptionSettings(dataset, options);

  if (options.preview !== undefined) {
    const sheet = await contactSheet(dataset, chosen, settings.options, options);
    await writeAtomic(options.preview, await renderContactSheet(sheet));
    io.stderr.write(`Contact sheet: ${options.preview}\n`);
  }
  if (options.out !== undefined) await writeFiles(options.out, dataset, chosen, settings, options, io);
}

async function writeFiles(
  folder: string,
  dataset: Dataset,
  chosen: readonly Corruption[],
  settings: CorruptionSettings,
  { seed, threads }: CorruptOptions,
  io: Io,
): Promise<void> {
  const corruptor = createCorruptor({ ...settings.options, ...(threads === undefined ? {} : { threads }) });
  const progress = startProgress(io, "corrupt", chosen.length * SEVERITIES.length * dataset.count);
  let before = 0;
  try {
    const { written, kept } = await writeCorruptionFiles({
      folder,
      dataset,
      ids: chosen.map(({ id }) => id),
      settings: { seed, constants: settings.constants, frostTextures: settings.frostTextures },
      corruptor,
      onProgress: (id, done) => {
        progress.advance(done - before, id);
        before = done;
      },
    });
    progress.stop();
    io.stderr.write(`${folder}: ${written.length} files written, ${kept.length} were there.\n`);
  } finally {
    progress.stop();
    await corruptor.close();
  }
}

/** The first images of the set: clean and at each severity, a row per corruption. */
async function contactSheet(
  dataset: Dataset,
  chosen: readonly Corruption[],
  settings: CorruptionOptions,
  { previewImages, seed }: CorruptOptions,
): Promise<ContactSheet> {
  const { height, width } = dataset;
  const cached = { ...settings, cache: createCorruptionCache() };
  const indices = Int32Array.from({ length: Math.min(previewImages, dataset.count) }, (_, i) => i);
  const pixels = await dataset.read(indices);
  const size = height * width * 3;
  const images = Array.from(indices, (i) => ({ pixels: pixels.subarray(i * size, (i + 1) * size), height, width }));
  return {
    columns: images.flatMap(() => ["clean", ...SEVERITIES.map((severity) => `${severity}`)]),
    rows: chosen.map((corruption) => ({
      title: corruption.title,
      images: images.flatMap((image, index) => [
        image,
        ...SEVERITIES.map((severity) => {
          const random = corruptionRandom(seed, corruption.id, severity, index);
          return corrupt(corruption, image, severity, random, cached);
        }),
      ]),
    })),
  };
}

/** Ids, families and what is to know of each corruption; the suites with theirs. */
function corruptionList(): string {
  const width = Math.max(...corruptions.map(({ id }) => id.length)) + 2;
  const lines = corruptions.flatMap(({ id, family, notes }) => [
    `${id.padEnd(width)}${family}`,
    ...notes.map((note) => `${" ".repeat(width)}${note}`),
  ]);
  const suiteLines = suites.map(({ id, title }) => `${id.padEnd(width)}${title}`);
  return `Corruptions\n${lines.join("\n")}\n\nSuites\n${suiteLines.join("\n")}\n`;
}
