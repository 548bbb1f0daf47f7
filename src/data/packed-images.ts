import { open, read } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { CHANNELS } from "../core/image.ts";
import { writePack } from "./pack-writer.ts";
import { checkedIndex, type Records } from "./records.ts";

/** Where decoded images are kept between reads and runs. */
export interface PackPlace {
  readonly folder: string;
  /** Most bytes of all packs in the folder; the oldest make room for a new one. */
  readonly most?: number;
  /** Fewest bytes of images that are worth a pack. Default: more than are kept in memory. */
  readonly least?: number;
  /** Told once that images are about to be decoded into a pack, and how large it will be. */
  readonly onPack?: (path: string, bytes: number) => void;
  /** Told where there can be no pack, and why. */
  readonly onFailure?: (path: string, reason: string) => void;
}

/** 50,000 images of 224 x 224 take 7.5 GB. */
const DEFAULT_MOST = 20 * 2 ** 30;

/** Most bytes of decoded images that are kept in memory instead (see `recordsOfImages`): smaller sets need no pack. */
const SMALL = 256 * 2 ** 20;

/**
 * Records whose images are decoded once, into a file, however often they are read: under each condition, by the next run
 * and by other processes. The file is named by what decides its bytes: the images' names, sizes and times of change, and
 * how they are read. It gets its name when it is whole; an image whose checksum is wrong is decoded anew.
 *
 * @returns the records as they are where they are few, where it cannot be told whether files changed, or where a pack
 * would be larger than all packs may be
 */
export async function packedRecords(
  records: Records,
  { folder, most = DEFAULT_MOST, least = SMALL, onPack, onFailure }: PackPlace,
): Promise<Records> {
  const { count, height, width } = records;
  const size = height * width * CHANNELS;
  const bytes = packBytes(count, size);
  if (count * size <= least || bytes > most) return records;
  const fingerprint = await records.fingerprint?.(Int32Array.from({ length: count }, (_, index) => index));
  if (fingerprint === undefined) return records;
  const path = join(
    folder,
    `${sha256(JSON.stringify([FORMAT, count, height, width]), fingerprint).slice(0, 24)}.images`,
  );
  // One that is damaged is made anew.
  const known = await fromPack(path, records, size).catch(() => undefined);
  if (known !== undefined) return known;
  onPack?.(path, bytes);
  try {
    await mkdir(folder, { recursive: true });
    await makeRoom(folder, most - bytes);
    await writePack(path, records);
    return await fromPack(path, records, size);
  } catch (error) {
    // Of the file system: a full disk, a folder that may not be written. Images are then decoded at each read.
    if (error instanceof InputError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    onFailure?.(path, (error as Error).message);
    return records;
  }
}

/**
 * Layout of the file: images, row-major [count, height, width, 3]; a CRC-32 of each, uint32 little-endian; what was to be
 * said of them, JSON.
 */
const FORMAT = "ipswap-eval packed images 1";

function packBytes(count: number, size: number): number {
  return count * (size + 4);
}

/** Removes the oldest packs until those that stay take no more than so many bytes. */
async function makeRoom(folder: string, most: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{24}\.images$/.test(name));
  const packs = await Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      status: await stat(join(folder, name)).catch(() => undefined),
    })),
  );
  const found = packs.flatMap(({ path, status }) =>
    status ? [{ path, size: status.size, time: status.mtimeMs }] : [],
  );
  found.sort((one, other) => one.time - other.time);
  let total = found.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of found) {
    if (total <= most) return;
    await rm(path, { force: true });
    total -= size;
  }
}

const openFile = promisify(open);
const readFile = promisify(read);

async function fromPack(path: string, records: Records, size: number): Promise<Records> {
  const { count } = records;
  const { size: length } = await stat(path);
  // Open as long as the program runs, so that it stays readable where another run makes room.
  const file = await openFile(path, "r");
  const readAt = async (bytes: Uint8Array, position: number) => {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await readFile(file, bytes, done, bytes.length - done, position + done);
      if (bytesRead === 0) throw new Error(`${path}: it ended early`);
      done += bytesRead;
    }
  };
  const said = Buffer.alloc(length - packBytes(count, size));
  const sums = Buffer.alloc(count * 4);
  await readAt(sums, count * size);
  await readAt(said, packBytes(count, size));
  const notes: readonly string[] = z.array(z.string()).parse(JSON.parse(said.toString("utf8")));
  return {
    ...records,
    notes: () => notes,
    async read(indices) {
      const images = new Uint8Array(indices.length * size);
      for (let i = 0; i < indices.length; ) {
        // Neighbours are read together.
        let end = i + 1;
        while (end < indices.length && indices[end] === indices[end - 1] + 1) end++;
        const first = checkedIndex(indices[i], count);
        checkedIndex(indices[end - 1], count);
        await readAt(images.subarray(i * size, end * size), first * size);
        i = end;
      }
      for (let i = 0; i < indices.length; i++) {
        const image = images.subarray(i * size, (i + 1) * size);
        if (crc32(image) !== sums.readUInt32LE(4 * indices[i])) images.set(await records.read([indices[i]]), i * size);
      }
      return images;
    },
  };
}
