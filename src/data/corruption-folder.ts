import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { readJson } from "../core/json.ts";
import { requireSameRun } from "../core/run-folder.ts";

/** What the images depend on. Kept beside them, so that a resumed run never mixes two settings in one folder. */
const SettingsSchema = z.object({
  format: z.literal("ipswap-eval corrupted images 1"),
  dataset: z.string(),
  sha256: z.string(),
  seed: z.union([z.number(), z.string()]),
  constants: z.enum(["cifar", "imagenet"]),
  /** `procedural`, or the SHA-256 of the textures given. */
  frostTextures: z.string(),
});
export type CorruptionFilesSettings = z.infer<typeof SettingsSchema>;

const SETTINGS_FILE = "corruptions.json";

/** Takes a new folder, or one of the same settings, whose lock is held; returns the names of the files in it. */
export async function claimFolder(
  folder: string,
  settings: Omit<CorruptionFilesSettings, "format">,
): Promise<ReadonlySet<string>> {
  const path = join(folder, SETTINGS_FILE);
  const wanted: CorruptionFilesSettings = { format: "ipswap-eval corrupted images 1", ...settings };
  const names: readonly string[] = await readdir(folder);
  if (!names.includes(SETTINGS_FILE)) {
    const stranger = names.find((name) => name.endsWith(".npy"));
    if (stranger !== undefined) {
      throw new InputError(folder, {
        expected: `an empty folder, or one with the ${SETTINGS_FILE} of an earlier run`,
        got: `${stranger} of unknown origin`,
        remedy: "Choose another folder: existing images are never overwritten.",
      });
    }
    await writeAtomic(path, `${JSON.stringify(wanted, undefined, 2)}\n`);
    return new Set();
  }
  const found = await readJson(path, SettingsSchema, { expected: "settings of corrupted images", remedy: REMEDY });
  requireSameRun(path, found, wanted, REMEDY);
  return new Set(names);
}

const REMEDY = "Choose another folder, or run with the settings of the images that are there.";
