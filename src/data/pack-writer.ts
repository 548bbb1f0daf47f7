import { open, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { temporaryName } from "../core/files.ts";
import { CHANNELS } from "../core/image.ts";
import { pixelChunks, type Records } from "./records.ts";

/** Decodes all images in their order into a file of this name, which it gets when it is whole and on the disk. */
export async function writePack(path: string, records: Records): Promise<void> {
  const size = records.height * records.width * CHANNELS;
  const part = temporaryName(path);
  const file = await open(part, "w");
  try {
    const sums = Buffer.alloc(records.count * 4);
    let index = 0;
    for await (const chunk of pixelChunks(records)) {
      for (let at = 0; at < chunk.length; at += size) {
        sums.writeUInt32LE(crc32(chunk.subarray(at, at + size)), 4 * index++);
      }
      await file.writeFile(chunk);
    }
    await file.writeFile(sums);
    // Known when all images are decoded, and not told again by those who read them here.
    const notes = Buffer.from(JSON.stringify(records.notes?.() ?? []));
    await file.writeFile(notes);
    await file.sync();
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}
