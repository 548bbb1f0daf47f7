import type { FileHandle } from "node:fs/promises";
import { InputError } from "../../core/error.ts";
import { openRegular } from "../../core/regular-file.ts";

/** A file inside of a tar archive, and where its bytes are. */
export interface TarMember {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

const BLOCK = 512;
/** Most files in one archive; shards have thousands. */
const MAX_MEMBERS = 5_000_000;
/** Most bytes of a header that follows another: a path. */
const MAX_EXTRA = 64 * 1024;

/**
 * Lists the files of a tar archive (ustar, GNU and pax) by its headers alone, so that an archive of any size is listed
 * without being read. Names are labels here and lead nowhere: nothing is unpacked. Links, folders and devices are passed
 * over.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".
 *
 * @throws InputError where the archive is cut short or damaged, or has too many members
 */
export async function tarIndex(path: string): Promise<readonly TarMember[]> {
  const { file, bytes } = await openRegular(path);
  try {
    return await membersOf(file, bytes, path);
  } finally {
    await file.close();
  }
}

async function membersOf(file: FileHandle, bytes: number, path: string): Promise<readonly TarMember[]> {
  const members: TarMember[] = [];
  const damaged = (at: number, got: string) =>
    new InputError(`${path}, byte ${at}`, {
      expected: "a header of a tar archive",
      got,
      remedy: "The archive is damaged, cut short or packed: fetch it again, or unpack it with gunzip.",
    });
  let at = 0;
  let next: { readonly name?: string; readonly bytes?: number } = {};
  while (at + BLOCK <= bytes) {
    const header = await blockAt(file, at, BLOCK);
    // Two blocks of zeros end an archive; archives that were put together have more of them between.
    if (header.every((byte) => byte === 0)) {
      at += BLOCK;
      continue;
    }
    if (checksum(header) !== numberIn(header, 148, 8)) throw damaged(at, "other bytes");
    const start = at + BLOCK;
    const size = next.bytes ?? numberIn(header, 124, 12);
    if (!(size >= 0 && start + size <= bytes)) throw damaged(at, `one of ${size} bytes, more than follow`);
    const type = String.fromCharCode(header[156]);
    if (type === "L" || type === "x") {
      if (size > MAX_EXTRA) throw damaged(at, `a name of ${size} bytes`);
      const content = await blockAt(file, start, size);
      next = type === "L" ? { ...next, name: textIn(content, 0, size) } : { ...next, ...paxOf(content) };
    } else {
      if (type === "0" || type === "\0" || type === "7") {
        members.push({ name: next.name ?? nameOf(header), start, bytes: size });
        if (members.length > MAX_MEMBERS) {
          throw new InputError(path, { expected: `at most ${MAX_MEMBERS} files`, got: "more" });
        }
      }
      next = {};
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (bytes === 0 || at !== bytes) throw damaged(at, bytes === 0 ? "an empty file" : "the end of the file");
  return members;
}

async function blockAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The sum of a header's bytes, its own place counted as spaces. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

/** An octal number, or with its highest bit set a binary one; NaN where it is neither. */
function numberIn(header: Buffer, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (field[0] === 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  const digits = textIn(field, 0, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function textIn(block: Buffer, start: number, length: number): string {
  return block.toString("utf8", start, start + length).replace(/\0.*$/s, "");
}

function nameOf(header: Buffer): string {
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? textIn(header, 345, 155) : "";
  const name = textIn(header, 0, 100);
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Lines of "length key=value", the length with itself. */
function paxOf(content: Buffer): { readonly name?: string; readonly bytes?: number } {
  let [name, bytes]: [string | undefined, number | undefined] = [undefined, undefined];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = Number(content.toString("latin1", at, space));
    if (space < 0 || !(length > space - at)) break;
    const line = content.toString("utf8", space + 1, at + length - 1);
    if (line.startsWith("path=")) name = line.slice("path=".length);
    if (/^size=\d+$/.test(line)) bytes = Number(line.slice("size=".length));
    at += length;
  }
  return { ...(name !== undefined && { name }), ...(bytes !== undefined && { bytes }) };
}
