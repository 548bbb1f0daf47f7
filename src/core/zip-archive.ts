import { crc32, inflateRawSync } from "node:zlib";
import { type Entry, fromBufferPromise } from "yauzl";
import { InputError } from "./error.ts";

/** A zip archive in memory. Entries are unpacked when they are read, each within its declared size. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Unpacked size of an entry. */
  size(name: string): number | undefined;
  /** @throws InputError where there is no such entry, or it is damaged */
  read(name: string): Buffer;
}

/** More entries than any checkpoint has tensors. */
const MAX_ENTRIES = 100_000;
/** A bomb unpacks to hundreds of times its size; weights hardly shrink at all. Small entries may. */
const MAX_RATIO = 100;
const ALWAYS_ALLOWED_BYTES = 16 * 2 ** 20;

const METHOD = { stored: 0, deflated: 8 } as const;

interface Member {
  readonly entry: Entry;
  readonly start: number;
}

/**
 * Opens a zip archive.
 *
 * @param content the whole file
 * @param subject names the file in errors
 * @throws InputError on what is not a zip archive, has too many entries, or is made to explode
 */
export async function openZip(content: Buffer, subject: string): Promise<ZipArchive> {
  const members = new Map<string, Member>();
  try {
    const file = await fromBufferPromise(content, {});
    if (file.entryCount > MAX_ENTRIES) throw damaged(subject, `at most ${MAX_ENTRIES} entries`, `${file.entryCount}`);
    for await (const entry of file.eachEntry()) {
      const { fileDataStart } = await file.readLocalFileHeaderPromise(entry, { minimal: true });
      members.set(entry.fileName, { entry, start: fileDataStart });
      checkSize(entry, subject);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(subject, { expected: "a whole zip archive", got: (error as Error).message }, { cause: error });
  }
  return {
    names: [...members.keys()],
    size: (name) => members.get(name)?.entry.uncompressedSize,
    read: (name) => {
      const member = members.get(name);
      if (member === undefined) throw damaged(subject, `an entry named ${name}`, "none");
      return unpack(content, member, `${subject}, entry ${name}`);
    },
  };
}

function checkSize({ fileName, compressedSize, uncompressedSize }: Entry, subject: string): void {
  if (uncompressedSize > Math.max(ALWAYS_ALLOWED_BYTES, compressedSize * MAX_RATIO)) {
    throw damaged(
      `${subject}, entry ${fileName}`,
      `at most ${MAX_RATIO} times its ${compressedSize} packed bytes`,
      `a claim of ${uncompressedSize}`,
    );
  }
}

function unpack(content: Buffer, { entry, start }: Member, subject: string): Buffer {
  const packed = content.subarray(start, start + entry.compressedSize);
  const bytes = inflate(packed, entry, subject);
  if (bytes.length !== entry.uncompressedSize) {
    throw damaged(subject, `${entry.uncompressedSize} bytes`, `${bytes.length}`);
  }
  const checksum = crc32(bytes);
  if (checksum !== entry.crc32) {
    throw damaged(subject, `CRC-32 ${entry.crc32.toString(16)}`, checksum.toString(16));
  }
  return bytes;
}

function inflate(packed: Buffer, entry: Entry, subject: string): Buffer {
  if (entry.isEncrypted()) throw damaged(subject, "an entry without a password", "an encrypted one");
  switch (entry.compressionMethod) {
    case METHOD.stored:
      return packed;
    case METHOD.deflated:
      try {
        return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
      } catch (error) {
        throw damaged(subject, `${entry.uncompressedSize} deflated bytes`, (error as Error).message);
      }
    default:
      throw damaged(subject, "a stored or deflated entry", `compression method ${entry.compressionMethod}`);
  }
}

function damaged(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "The archive is damaged: fetch or save it again." });
}
